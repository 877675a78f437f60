"""The list of rule sets in the admin: every version, what it is for, and whether it is in force."""

from datetime import UTC, datetime

from django.db.models import Case, Count, DateTimeField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.admin.lists import Column, Filter, Listing, Queue, since_cell
from common.folded_search import stands_in
from common.folding import sought
from common.templatetags.p2i import status_tag
from proposals.what_waits import proposed_about
from voting.enums import MotionStatus
from voting.models import RuleSet
from voting.rules import SERIES

AFTER_ALL_VERSIONS = Value(datetime(9000, 1, 1, tzinfo=UTC), output_field=DateTimeField())
STATES = {
    "draft": (_("Draft"), Q(adopted_at=None)),
    "provisional": (_("Provisional"), Q(adopted_at__isnull=False, document__is_assumption=True)),
    "adopted": (_("Adopted"), Q(adopted_at__isnull=False, document__is_assumption=False)),
}


def state_of(rule_set):
    """Provisional are numbers that the Network has not given itself, whoever entered them."""
    if rule_set.is_draft:
        return "draft"
    return "provisional" if rule_set.rules.is_assumption else "adopted"


def state_tag(rule_set):
    state = state_of(rule_set)
    return status_tag(state, STATES[state][0])


def state_cell(rule_set):
    tag = state_tag(rule_set)
    if not rule_set.is_in_force:
        return tag
    return format_html("{} {}", tag, status_tag("active", _("In force")))


def found(rule_sets, text):
    """The title stands in the document; rule sets are so few that all can be read."""
    wanted = sought(text)
    named = RuleSet.objects.values_list("pk", "name", "document__title")
    return rule_sets.filter(pk__in=[pk for pk, *names in named if stands_in(wanted, names)])


def keys_in_force():
    return [rule_set.pk for rule_set in RuleSet.objects.all_in_force()]


def with_what_cells_read(rule_sets):
    opened = ~Q(motions__status=MotionStatus.DRAFT)
    return rule_sets.annotate(
        is_in_force=Case(When(pk__in=keys_in_force(), then=True), default=False),
        votes=Count("motions", filter=opened),
    )


LISTING = Listing(
    title=_("Rule sets"),
    everything=_("All versions"),
    search_label=_("Name or title"),
    columns=(
        Column(name="name", label=_("Version"), cell=str, order=("name", "version")),
        Column(name="title", label=_("Title"), cell=lambda rule_set: rule_set.rules.title),
        Column(
            name="series",
            label=_("What it is for"),
            cell=lambda rule_set: _(SERIES[rule_set.series]),
            order=("series", "name", "version"),
        ),
        Column(name="state", label=_("State"), cell=state_cell),
        Column(
            name="since",
            label=_("Adopted"),
            cell=lambda rule_set: since_cell(rule_set.adopted_at) or "–",
            order=(Coalesce("adopted_at", AFTER_ALL_VERSIONS),),
        ),
        Column(name="votes", label=_("Votes by it"), cell=lambda rule_set: rule_set.votes),
    ),
    find=found,
    order="-since",
    queue_order="since",
    queues=(
        Queue(
            name="drafts",
            label=_("Drafts"),
            rows=lambda rule_sets, viewer: rule_sets.filter(adopted_at=None),
        ),
        Queue(
            name="proposed",
            label=_("An act waits for release"),
            rows=lambda rule_sets, viewer: rule_sets.filter(pk__in=proposed_about(RuleSet)),
        ),
        Queue(
            name="in_force",
            label=_("In force"),
            rows=lambda rule_sets, viewer: rule_sets.filter(
                pk__in=viewer.once("rules in force", keys_in_force)
            ),
        ),
    ),
    filters=(
        Filter(
            name="state",
            label=_("State"),
            choices=lambda viewer: [(name, label) for name, (label, _q) in STATES.items()],
            narrow=lambda rule_sets, state, viewer: rule_sets.filter(STATES[state][1]),
        ),
        Filter(
            name="series",
            label=_("What it is for"),
            choices=lambda viewer: [(name, _(label)) for name, label in SERIES.items()],
            narrow=lambda rule_sets, series, viewer: rule_sets.filter(series=series),
        ),
    ),
    empty_title=_("No rule set yet"),
    empty_text=_("A draft stands here from the moment in which somebody starts it."),
)
