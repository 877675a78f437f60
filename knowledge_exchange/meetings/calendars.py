"""Meetings as calendar entries: one file a meeting, a public feed, and a person's own.

An entry has one id for ever; a higher number replaces a lower one. What has no day yet is in no
calendar. The link to join is the members' and never in what the public gets.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Event, vCalAddress

from common.calendars import calendar_of
from common.dates import network_day
from common.typed_text import to_write
from knowledge_exchange.meetings.models import Meeting
from members.models import User

KEPT = timedelta(days=400)  # what is longer over leaves the feeds
AROUND = timedelta(days=400)  # the rules of a zone are told for the time around the meetings


def of_meeting(meeting: Meeting, *, for_members: bool) -> bytes:
    """A file of its own; a cancelled meeting takes itself out of the calendar."""
    method = "CANCEL" if meeting.is_cancelled else "PUBLISH"
    return _calendar([meeting], method, for_members=for_members)


def public_feed(now: datetime) -> bytes:
    """All public meetings with a day; nothing in it is for members only."""
    meetings = Meeting.objects.public().dated(network_day(now - KEPT))
    return _calendar(meetings, "PUBLISH", for_members=False)


def entries_of(user: User, now: datetime) -> list[Event]:
    """For the person's private feed, which `voting` serves."""
    meetings = Meeting.objects.in_calendar_of(user).dated(network_day(now - KEPT))
    return [_entry(meeting, for_members=True) for meeting in meetings]


def _calendar(meetings: Iterable[Meeting], method: str, *, for_members: bool) -> bytes:
    name = _("Meetings of the %(name)s") % {"name": settings.NETWORK_NAME}
    entries = [_entry(meeting, for_members=for_members) for meeting in meetings]
    calendar = calendar_of(name, "Meetings", entries, method=method)
    starts = [entry.decoded("dtstart") for entry in calendar.events]
    days = [start.date() if isinstance(start, datetime) else start for start in starts]
    if days:
        calendar.add_missing_timezones(min(days) - AROUND, max(days) + AROUND)
    return calendar.to_ical()


def _entry(meeting: Meeting, *, for_members: bool) -> Event:
    """Its times are by the clocks there, so that it follows them; without a time, a whole day."""
    address = settings.SITE_URL + meeting.get_absolute_url()
    link = meeting.link if for_members else ""
    joining = link and _("Link to join: %(link)s") % {"link": link}
    description = (meeting.cancellation_reasons, meeting.summary, joining, address)
    organiser = vCalAddress(f"mailto:{settings.CONTACT_EMAIL}")
    organiser.params["cn"] = settings.NETWORK_NAME
    entry = Event()
    entry.add("uid", f"meeting-{meeting.pk}@{settings.SITE_HOST}")
    entry.add("sequence", meeting.calendar_number)
    entry.add("status", "CANCELLED" if meeting.is_cancelled else "CONFIRMED")
    entry.add("summary", to_write(meeting.title))
    entry.add("description", to_write("\n\n".join(filter(None, description))))
    entry.add("url", address)
    entry.add("organizer", organiser)
    entry.add("dtstamp", meeting.changed_at)
    entry.add("last-modified", meeting.changed_at)
    if place := meeting.place or link:
        entry.add("location", to_write(place))
    if meeting.starts_at and meeting.ends_at:
        entry.add("dtstart", meeting.starts_at.astimezone(meeting.zone))
        entry.add("dtend", meeting.ends_at.astimezone(meeting.zone))
    else:
        entry.add("dtstart", meeting.day)
        entry.add("dtend", meeting.day + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
    return entry
