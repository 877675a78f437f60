"""The list of meetings in the admin: find, see what is left to do, export."""

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.lists import Column, Export, Filter, Listing, Queue
from common.folded_search import finding
from common.spreadsheets import cell
from common.templatetags.p2i import status_tag
from knowledge_exchange.meetings.enums import Presence, Reply
from knowledge_exchange.meetings.models import Meeting, Series
from traces.services import note_export

FOUND_BY = ("number", "title", "place", "series__name")
COMING = Q(attendances__reply__in=[Reply.ON_SITE, Reply.ONLINE])
PRESENT = Q(attendances__presence=Presence.PRESENT)


def queue(name, label, select):
    """Meetings that the queryset chooses by this very moment."""
    return Queue(
        name=name,
        label=label,
        rows=lambda meetings, viewer: meetings.filter(
            pk__in=select(viewer).order_by().values("pk")
        ),
    )


def is_in_state(meetings, state, viewer):
    return {
        "public": meetings.public().filter(cancelled_at=None),
        "private": meetings.private().filter(cancelled_at=None),
        "cancelled": meetings.exclude(cancelled_at=None),
    }[state]


def years(viewer):
    known = Meeting.objects.exclude(held="").order_by("-held").values_list("held", flat=True)
    return [(year, year) for year in dict.fromkeys(held[:4] for held in known)]


def with_numbers(meetings):
    """How many people said that they come, and how many were there."""
    people = {"distinct": True}
    return meetings.annotate(
        invited=Count("attendances", **people),
        coming=Count("attendances", filter=COMING, **people),
        present=Count("attendances", filter=PRESENT, **people),
        guest_number=Count("guests", **people),
    )


def state_of(meeting, now):
    """As a tag and its word."""
    if meeting.is_cancelled:
        return "called_off", _("Cancelled")
    if not meeting.is_public:
        return "not_public", _("Not public")
    return ("ended", _("Held")) if meeting.is_over(now) else ("public", _("Public"))


def people_cell(meeting):
    guests = ngettext("%d guest", "%d guests", meeting.guest_number) % meeting.guest_number
    parts = []
    if meeting.present:
        parts.append(_("%(there)d of %(invited)d present"))
    elif meeting.invited:
        parts.append(_("%(coming)d of %(invited)d come"))
    said = {"there": meeting.present, "invited": meeting.invited, "coming": meeting.coming}
    words = [str(part) % said for part in parts]
    return ", ".join([*words, *([guests] if meeting.guest_number else [])]) or "–"


def table(meetings):
    yield [
        str(heading)
        for heading in (
            _("Number"),
            _("Title"),
            _("Series"),
            _("When"),
            _("Place"),
            _("State"),
            _("Invited"),
            _("Come"),
            _("Present"),
            _("Guests"),
        )
    ]
    now = timezone.now()
    for one in with_numbers(meetings).select_related("series").order_by("-number"):
        numbers = (one.invited, one.coming, one.present, one.guest_number)
        facts = (one.number, one.title, one.series, one.when, one.place, state_of(one, now)[1])
        yield [cell(value) for value in (*facts, *numbers)]


LISTING = Listing(
    title=_("Meetings"),
    everything=_("All meetings"),
    search_label=_("Number, title, place or series"),
    columns=(
        Column(name="number", label=_("Meeting"), cell=str, order=("number",)),
        Column(
            name="when", label=_("When"), cell=lambda meeting: meeting.when or "–", order=("held",)
        ),
        Column(name="series", label=_("Series"), cell=lambda meeting: meeting.series),
        Column(
            name="place", label=_("Place"), cell=lambda meeting: meeting.place, order=("place",)
        ),
        Column(
            name="state",
            label=_("State"),
            cell=lambda meeting: status_tag(*state_of(meeting, timezone.now())),
        ),
        Column(name="people", label=_("People"), cell=people_cell),
    ),
    find=lambda meetings, text: finding(meetings, text, FOUND_BY),
    order="-number",
    queue_order="when",
    queues=(
        queue(
            "to-come",
            _("To come"),
            lambda viewer: Meeting.objects.upcoming(viewer.now).filter(cancelled_at=None),
        ),
        queue(
            "private",
            _("Not yet public"),
            lambda viewer: Meeting.objects.private().filter(cancelled_at=None),
        ),
        queue(
            "attendance",
            _("Attendance to note"),
            lambda viewer: Meeting.objects.over_and_not_noted(viewer.now),
        ),
        queue(
            "minutes",
            _("Minutes to send"),
            lambda viewer: Meeting.objects.over_and_without_minutes(viewer.now),
        ),
        queue(
            "no-paper",
            _("Without a paper"),
            lambda viewer: Meeting.objects.without_a_paper(viewer.now),
        ),
    ),
    filters=(
        Filter(
            name="series",
            label=_("Series"),
            choices=lambda viewer: Series.objects.values_list("slug", "name"),
            narrow=lambda meetings, slug, viewer: meetings.filter(series__slug=slug),
        ),
        Filter(
            name="year",
            label=_("Year"),
            choices=years,
            narrow=lambda meetings, year, viewer: meetings.filter(held__startswith=year),
        ),
        Filter(
            name="state",
            label=_("State"),
            choices=lambda viewer: [
                ("public", _("Public")),
                ("private", _("Not yet public")),
                ("cancelled", _("Cancelled")),
            ],
            narrow=is_in_state,
        ),
    ),
    export=Export(name="meetings", table=table, noted=note_export),
    empty_title=_("No meeting yet"),
    empty_text=_("A meeting is listed here from the moment in which you enter it."),
)
