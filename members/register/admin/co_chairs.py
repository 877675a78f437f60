"""Terms of co-chairs in the admin: what was decided elsewhere, entered by two people."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Listing
from common.admin.mixins import NeverDeletedMixin
from common.admin.page_admin import PageAdmin, PageSection
from common.admin.steps import Section, Step, StepLink
from common.dates import network_day, show_partial
from common.folded_search import finding
from common.form_fields import LineField
from members.register import queues, two_people
from members.register.admin.which_centre import EnteredForACentreMixin
from members.register.centre_search import matching
from members.register.models import Centre, CoChairTerm
from members.register.services import co_chairs
from outbox.rehearsal import rehearsed
from proposals.admin_marks import MarkedAloneMixin
from proposals.admin_steps import SETTLING, proposing, shown_proposal

DATE_HELP = _(
    "A year, a month or a day: 2022, June 2022 or 30.06.2022. A year means its first day."
)
READ_BY = _("Everybody: the page on governance, the centre's profile, the balance and the API.")


def field(name, **details):
    return CoChairTerm._meta.get_field(name).formfield(**details)


class DatesForm(forms.Form):
    began = field("began", help_text=DATE_HELP)
    handed_over = field(
        "handed_over", help_text=_("Empty for a term that goes on. Else as exactly as above.")
    )


def source(help_text):
    return LineField(label=_("Source"), max_length=500, help_text=help_text)


class EnterForm(DatesForm):
    term = field("term", help_text=_("What it is called, such as “2027–2028”."))
    body = field("body", help_text=_("Who led, where it was not the centre itself."))
    source = source(_("Who elected it, when, and where that can be read. Everybody reads it."))
    field_order = ["term", "body", "began", "handed_over"]


class EndForm(forms.Form):
    handed_over = field("handed_over", required=True, help_text=DATE_HELP)
    source = source(_("Who decided it, when, and where that can be read. Everybody reads it."))


def find_terms(terms, text):
    found = Q(centre__in=matching(Centre.objects.all(), text))
    return terms.filter(found | Q(pk__in=finding(CoChairTerm.objects.all(), text, ["term"])))


def is_not_over(term):
    today = network_day(timezone.now()).isoformat()
    return not term.handed_over or term.handed_over > today


def nobody_else(term):
    """Without a co-chair no vote can be certified."""
    others = CoChairTerm.objects.on(network_day(timezone.now())).exclude(pk=term.pk)
    if others.exists():
        return []
    words = _("No other centre leads today: once this term is over, nobody certifies votes.")
    return [Section(words, (), is_warning=True)]


def by_a_vote(obj):
    """A vote is the way; this is for what was decided elsewhere. The draft knows whom it is of."""
    subject = "candidate" if isinstance(obj, Centre) else "hands_over"
    page = reverse("admin:voting_motion_new", args=["co_chair"], query={subject: obj.pk})
    link = format_html('<a href="{}">{}</a>', page, _("Prepare a motion"))
    words = _(
        "The members elect co-chairs: a motion of the kind “Election of co-chairs” begins and ends "
        "terms once its result is certified. Here only what was decided elsewhere is entered, by "
        "two people and marked so in public."
    )
    return [Section(words, (link,))]


ENTER_TERM = proposing(
    two_people.ENTER_TERM,
    Step(  # a step of the centre
        name="enter-term",
        label=_("Enter a term as co-chair"),
        allowed=lambda person: person.has_perm("members.add_cochairterm"),
        act=co_chairs.enter,
        consequence=_(
            "From the day it begins until it is handed over, the centre leads the Network: its "
            "delegate and alternates certify the outcome of votes. Only an active full member that "
            "does not lead already can. A term that is over by today is history and gives no right."
        ),
        seen_by=READ_BY,
        sections=by_a_vote,
        done="",
        form=EnterForm,
        letters=rehearsed,
        is_aside=True,
    ),
)
STEPS = (
    proposing(
        two_people.END_TERM,
        Step(
            name="end",
            label=_("End this term"),
            applies=is_not_over,
            act=co_chairs.end,
            consequence=_(
                "From that day on the centre does not lead the Network, and its people certify no "
                "votes any more. What they certified before stays as it is."
            ),
            seen_by=READ_BY,
            sections=lambda term: [*by_a_vote(term), *nobody_else(term)],
            done="",
            form=EndForm,
            letters=rehearsed,
            style="btn-danger",
        ),
    ),
    proposing(
        two_people.TERM_DATES,
        Step(
            name="dates",
            label=_("Correct the dates"),
            act=co_chairs.correct_dates,
            consequence=_(
                "The public record reads so from now on. If the term holds today by these dates, "
                "the centre's people certify votes; so the rules of a new term are asked."
            ),
            seen_by=READ_BY,
            done="",
            form=DatesForm,
            form_details=lambda term: {
                "initial": {"began": term.began, "handed_over": term.handed_over}
            },
            letters=rehearsed,
            is_aside=True,
        ),
    ),
    *SETTLING,
)


LISTING = Listing(
    title=_("Terms of co-chairs"),
    everything=_("All terms"),
    search_label=_("Centre or term"),
    columns=(
        Column(
            name="centre",
            label=_("Centre"),
            cell=lambda row: row.centre.name,
            order=("centre__name", "began"),
        ),
        Column(name="term", label=_("Term"), cell=lambda row: row.term, order=("term",)),
        Column(
            name="began",
            label=_("Began"),
            cell=lambda row: show_partial(row.began),
            order=("began",),
        ),
        Column(
            name="handed_over",
            label=_("Handed over"),
            cell=lambda row: show_partial(row.handed_over),
            order=("handed_over",),
        ),
        Column(name="basis", label=_("By what right"), cell=lambda row: row.get_basis_display()),
    ),
    find=find_terms,
    order="-began",
    queues=queues.CO_CHAIR_TERMS,
    empty_title=_("No centre has led the Network yet"),
    empty_text=_(
        "A term begins once an election of co-chairs is certified, or as two people enter what was "
        "decided elsewhere."
    ),
)


@admin.register(CoChairTerm)
class CoChairTermAdmin(
    MarkedAloneMixin, NeverDeletedMixin, EnteredForACentreMixin, ListAdmin, PageAdmin
):
    """What a term is called is written here; its centre and its dates are steps."""

    listing = LISTING
    steps = STEPS
    entering = ENTER_TERM
    page_sections = (PageSection("facts", _("Facts"), "admin/members/cochairterm/_facts.html"),)
    readonly_fields = [
        "centre",
        "began",
        "handed_over",
        "basis",
        "source",
        "entered_by",
        "released_by",
        "ended_basis",
        "end_source",
        "ended_by",
        "end_released_by",
        "corrected_by",
        "correction_released_by",
    ]
    fields = ["centre", "term", "body", *readonly_fields[1:]]

    def get_queryset(self, request):
        named = ("entered_by", "released_by", "ended_by", "end_released_by")
        return super().get_queryset(request).select_related("centre", *named)

    def tools(self, request):
        election = reverse("admin:voting_motion_new", args=["co_chair"])
        return [StepLink(_("Prepare an election"), election), *super().tools(request)]

    def locked(self, term):
        """The centre's row first, as wherever its people or memberships change."""
        Centre.objects.select_for_update().get(pk=term.centre_id)
        return super().locked(term)

    def page_title(self, obj):
        return f"{obj.centre.name}: {obj.term}"

    def page_context(self, request, obj):
        centre = reverse("admin:members_centre_change", args=[obj.centre_id])
        return {
            "kicker": obj.body or obj.centre.country.name,
            "links": [StepLink(_("Open the centre"), centre)],
            "proposal": shown_proposal(obj),
        }
