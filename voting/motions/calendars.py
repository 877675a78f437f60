"""A vote's deadline as a calendar entry. It says what the opening notice says, and no more.

A person's private feed holds what other apps bring as well, and what waits for the person.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, vText

from common.calendars import calendar_of, deadline, entries_of
from common.dates import network_day
from common.typed_text import to_write
from members.register.models import User
from voting.enums import MotionStatus
from voting.models import Motion

CALLED_OFF = (MotionStatus.WITHDRAWN, MotionStatus.ANNULLED)
KEPT = timedelta(days=90)  # what is long over leaves the feed


def of_motion(motion: Motion) -> bytes:
    name = _("Votes of the %(name)s") % {"name": settings.NETWORK_NAME}
    changed = Motion.objects.with_last_change().select_related("rule_set").get(pk=motion.pk)
    return _written(name, [_entry(changed)])


def feed_of(user: User, now: datetime) -> bytes:
    """The votes on whose roll the person is, those of the last three months included.

    Where they are being confirmed, until when; then what other apps bring, and what waits.
    """
    motions = Motion.objects.past_draft().on_the_roll_of(user, network_day(now))
    motions = motions.filter(closes_at__gt=now - KEPT).with_last_change()
    motions = motions.select_related("rule_set").order_by("closes_at", "pk")
    entries = [_entry(motion) for motion in motions]
    entries += [_to_confirm(motion) for motion in motions if motion.is_being_confirmed(now)]
    entries += entries_of(user, now)
    name = _("Votes and meetings of the %(name)s") % {"name": settings.NETWORK_NAME}
    return _written(name, entries)


def _written(name, entries):
    calendar = calendar_of(name, "Votes", entries)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _entry(motion):
    """One entry a motion, for ever under the same id; a higher number replaces a lower."""
    path = reverse("voting:motion", args=[motion.pk])
    summary = to_write(_("Vote closes: %(title)s") % {"title": motion.title})
    at = min(motion.closes_at, motion.closed_at or motion.closes_at)
    entry = deadline(f"motion-{motion.pk}", summary, path, at, changed_at=motion.changed_at)
    entry.add("sequence", motion.extensions + (not motion.is_open))
    entry.add("status", "CANCELLED" if motion.status in CALLED_OFF else "CONFIRMED")
    entry["description"] = vText(to_write(f"{motion.question}\n{settings.SITE_URL}{path}"))
    for hours in motion.rule_set.rules.reminder_hours_before_close if motion.is_open else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", -timedelta(hours=hours))
        entry.add_component(alarm)
    return entry


def _to_confirm(motion):
    summary = _("Confirm your centre's line: %(title)s") % {"title": motion.title}
    path, at = reverse("voting:confirm", args=[motion.pk]), motion.confirmation_ends_at
    return deadline(f"confirm-{motion.pk}", summary, path, at, changed_at=motion.closed_at)
