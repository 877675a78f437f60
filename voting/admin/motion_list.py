"""The list of motions in the admin: find, follow, export. Never a choice before the close."""

from datetime import datetime

from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.admin.lists import Column, Export, Filter, Listing, since_cell
from common.dates import network_day
from common.folded_search import finding
from common.spreadsheets import BATCH, cell
from common.templatetags.p2i import status_tag
from traces.services import note_export
from voting.enums import MotionKind, MotionStatus, Stand
from voting.models import Motion
from voting.motions.queues import QUEUES

SOUGHT = (
    "title",
    "question",
    "application__reference",
    *(f"{subject}__country" for subject in ("application", "candidate", "second_candidate")),
)
OUTCOMES = {
    "carried": (_("Carried"), Q(carried=True) & ~Q(status=MotionStatus.ANNULLED)),
    "not_carried": (_("Not carried"), Q(carried=False) & ~Q(status=MotionStatus.ANNULLED)),
    "annulled": (_("Annulled"), Q(status=MotionStatus.ANNULLED)),
    "withdrawn": (_("Withdrawn, not counted"), Q(status=MotionStatus.WITHDRAWN)),
    "none_yet": (_("None yet"), Q(status__in=(MotionStatus.DRAFT, MotionStatus.OPEN))),
}


def found(motions, text):
    return finding(motions, text, SOUGHT, read=("title", "question"))


def years(viewer):
    """From the newest to the first, without a gap."""
    ends = Motion.objects.past_draft().aggregate(first=Min("closes_at"), last=Max("closes_at"))
    if ends["first"] is None:
        return []
    first, last = (network_day(ends[name]).year for name in ("first", "last"))
    return [(str(year), str(year)) for year in range(last, first - 1, -1)]


def closing_in(motions, year, viewer):
    zone = timezone.get_default_timezone()
    begins, ends = (datetime(int(year) + more, 1, 1, tzinfo=zone) for more in (0, 1))
    return motions.past_draft().filter(closes_at__gte=begins, closes_at__lt=ends)


# --- Cells ------------------------------------------------------------------------------


def state_cell(motion):
    if motion.is_contested:
        return status_tag(Stand.CONTESTED, Stand.CONTESTED.label)
    return status_tag(motion.status, motion.get_status_display())


def deadline_cell(motion):
    if motion.is_draft:
        return format_html('<span class="meta">{}</span>', _("chosen when it is opened"))
    return since_cell(motion.closes_at)


def turnout_cell(motion):
    if motion.is_draft:
        return "–"
    return _("%(voted)d of %(entitled)d") % {"voted": motion.voted, "entitled": motion.entitled}


def outcome_cell(motion):
    return motion.outcome if motion.is_counted else "–"


# --- As a file --------------------------------------------------------------------------

COUNTS = {"yes": _("Yes"), "no": _("No"), "abstain": _("Abstain")}
COLUMNS = (
    (_("Title"), lambda motion: motion.title),
    (_("Kind"), lambda motion: motion.get_kind_display()),
    (_("Question"), lambda motion: motion.question),
    (_("Application"), lambda motion: motion.application.reference if motion.application else ""),
    (_("State"), lambda motion: motion.get_status_display()),
    (_("Contested"), lambda motion: _("yes") if motion.is_contested else _("no")),
    (_("Opened"), lambda motion: motion.opened_at),
    (_("Deadline"), lambda motion: None if motion.is_draft else motion.closes_at),
    (_("Rule set"), lambda motion: motion.rule_set),
    (_("Entitled"), lambda motion: "" if motion.is_draft else motion.entitled),
    (_("Voted"), lambda motion: "" if motion.is_draft else motion.voted),
    (_("Outcome"), lambda motion: motion.outcome if motion.is_counted else ""),
)


def table(motions):
    """The heading, then a row for each; the counts of those that are counted."""
    yield [str(heading) for heading in (*(name for name, _value in COLUMNS), *COUNTS.values())]
    rows = motions.with_subject().with_turnout().with_is_contested().order_by("-closes_at", "-pk")
    for motion in rows.iterator(chunk_size=BATCH):
        counts = motion.result["counts"] if motion.is_counted else {}
        yield [
            *(cell(value(motion)) for _heading, value in COLUMNS),
            *(cell(counts.get(name)) for name in COUNTS),
        ]


LISTING = Listing(
    title=_("Motions"),
    everything=_("All motions"),
    search_label=_("Title, question, country or reference"),
    columns=(
        Column(name="title", label=_("Title"), cell=lambda motion: motion.title, order=("title",)),
        Column(
            name="kind",
            label=_("Kind"),
            cell=lambda motion: motion.get_kind_display(),
            order=("kind", "closes_at"),
        ),
        Column(name="state", label=_("State"), cell=state_cell, order=("status", "closes_at")),
        Column(name="closes", label=_("Deadline"), cell=deadline_cell, order=("closes_at",)),
        Column(name="voted", label=_("Voted"), cell=turnout_cell),
        Column(name="outcome", label=_("Outcome"), cell=outcome_cell),
    ),
    find=found,
    order="-closes",
    queue_order="closes",
    queues=QUEUES,
    filters=(
        Filter(
            name="kind",
            label=_("Kind"),
            choices=lambda viewer: MotionKind.choices,
            narrow=lambda motions, kind, viewer: motions.filter(kind=kind),
        ),
        Filter(
            name="outcome",
            label=_("Outcome"),
            choices=lambda viewer: [(name, label) for name, (label, _q) in OUTCOMES.items()],
            narrow=lambda motions, outcome, viewer: motions.filter(OUTCOMES[outcome][1]),
        ),
        Filter(name="year", label=_("Year of the deadline"), choices=years, narrow=closing_in),
    ),
    export=Export(name="motions", table=table, noted=note_export),
    empty_title=_("No motion yet"),
    empty_text=_(
        "An admission is put to the vote from its case. Other motions are prepared here, and stand "
        "here from then on."
    ),
)
