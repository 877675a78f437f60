"""A vote's deadline as a calendar entry. It says what the opening notice says, and no more.

A person's private feed holds what other apps bring as well, named by path in
settings.CALENDAR_SOURCES: each is called with the person and the time and gives entries.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from common.dates import network_day
from common.typed_text import to_write
from members.register.models import User
from voting.enums import MotionStatus
from voting.models import Motion

MAKER = "-//Procure2Innovate Network//Votes//EN"
CALLED_OFF = (MotionStatus.WITHDRAWN, MotionStatus.ANNULLED)
KEPT = timedelta(days=90)  # what is long over leaves the feed


def of_motions(motions: Iterable[Motion], now: datetime) -> bytes:
    name = _("Votes of the %(name)s") % {"name": settings.NETWORK_NAME}
    return _calendar(name, [_entry(motion, now) for motion in motions])


def feed_of(user: User, now: datetime) -> bytes:
    """The votes on whose roll the person is, those of the last three months included.

    Then what other apps bring.
    """
    motions = Motion.objects.past_draft().on_the_roll_of(user, network_day(now))
    motions = motions.filter(closes_at__gt=now - KEPT)
    motions = motions.select_related("rule_set").order_by("closes_at", "pk")
    entries = [_entry(motion, now) for motion in motions]
    for source in settings.CALENDAR_SOURCES:
        entries += import_string(source)(user, now)
    name = _("Votes and meetings of the %(name)s") % {"name": settings.NETWORK_NAME}
    return _calendar(name, entries)


def _calendar(name, entries):
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", MAKER)
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(motion, now):
    """One entry a motion, for ever under the same id; a higher number replaces a lower."""
    address = settings.SITE_URL + reverse("voting:motion", args=[motion.pk])
    summary = to_write(_("Vote closes: %(title)s") % {"title": motion.title})
    entry = Event()
    entry.add("uid", f"motion-{motion.pk}@{settings.SITE_HOST}")
    entry.add("sequence", motion.extensions + (not motion.is_open))
    entry.add("status", "CANCELLED" if motion.status in CALLED_OFF else "CONFIRMED")
    entry.add("summary", summary)
    entry.add("description", to_write(f"{motion.question}\n{address}"))
    entry.add("url", address)
    entry.add("dtstamp", now)
    entry.add("dtstart", min(motion.closes_at, motion.closed_at or motion.closes_at))
    entry.add("transp", "TRANSPARENT")
    for hours in motion.rule_set.rules.reminder_hours_before_close if motion.is_open else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", -timedelta(hours=hours))
        entry.add_component(alarm)
    return entry
