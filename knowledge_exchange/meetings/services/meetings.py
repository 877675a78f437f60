"""A meeting is entered, changed and called off; calendars and the invited learn of it."""

import logging
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange import notifications
from knowledge_exchange.discovery.services.indexing import index_meeting
from knowledge_exchange.meetings.models import AgendaItem, Meeting

log = logging.getLogger(__name__)

CHANGED, CANCELLED = "knowledge_exchange.meeting_changed", "knowledge_exchange.meeting_cancelled"
WORTH_A_MAIL = ("held", "starts_at", "ends_at", "place", "link")
SEEN_IN_CALENDARS = ("title", "summary", "time_zone", *WORTH_A_MAIL)
EDITED = ("series", "chairing_centre", "chair", "register_until", *SEEN_IN_CALENDARS)


def locked(meeting_id):
    """The meeting, held until the end of the transaction: invitations and its steps take it."""
    return Meeting.objects.select_for_update().get(pk=meeting_id)


@transaction.atomic
def save(meeting, *, by, now):
    """Keep a new meeting, or what was changed of one.

    What calendars show gives the entry a higher number; a new time, place or link is mailed
    to those who were invited.
    """
    _take_day_from_beginning(meeting)
    if meeting.pk is None:
        meeting.save()
        index_meeting(meeting)
        return meeting
    stored = locked(meeting.pk)
    changed = [name for name in SEEN_IN_CALENDARS if _differs(name, stored, meeting)]
    meeting.calendar_number, meeting.changed_at = stored.calendar_number, stored.changed_at
    if changed:
        meeting.calendar_number, meeting.changed_at = stored.calendar_number + 1, now
        log.info("meeting %s changed by user %s: %s", meeting.pk, by.pk, ", ".join(changed))
    meeting.save(update_fields=[*EDITED, "calendar_number", "changed_at"])
    index_meeting(meeting)
    if set(changed) & set(WORTH_A_MAIL) and not (stored.is_cancelled or meeting.is_over(now)):
        _notify_the_invited(meeting, CHANGED, now=now)
    return meeting


def _take_day_from_beginning(meeting):
    """One truth: the day of a meeting with a time is the day on the clocks there."""
    if meeting.starts_at:
        meeting.held = day_on_the_clocks(meeting.starts_at, meeting.zone)


def day_on_the_clocks(instant, zone):
    return timezone.localdate(instant, zone).isoformat()


def _differs(name, stored, meeting):
    return getattr(stored, name) != getattr(meeting, name)


@transaction.atomic
def set_agenda(meeting, items):
    """Keep the items in the order in which they are given, counted from one."""
    row = locked(meeting.pk)
    kept = [item for item in items if item.pk]
    past = 1 + max((item.position for item in row.agenda.all()), default=0) + len(items)
    for aside, item in enumerate(kept, past):  # no two at one place at any instant
        AgendaItem.objects.filter(pk=item.pk).update(position=aside)
    for position, item in enumerate(items, 1):
        item.meeting, item.position = row, position
        item.save()
    index_meeting(row)


@transaction.atomic
def cancel(meeting, *, reasons, by, now):
    """Call it off. Its page stays and says why; calendars show it as cancelled."""
    row = locked(meeting.pk)
    if row.is_cancelled:
        raise Refused(_("This meeting is already cancelled."))
    if row.is_over(now):
        raise Refused(_("This meeting is over: it can no longer be cancelled."))
    if not reasons.strip():
        raise Refused(_("Say why the meeting is cancelled."))
    row.cancelled_at, row.cancellation_reasons = now, reasons.strip()
    row.calendar_number, row.changed_at = row.calendar_number + 1, now
    row.save(
        update_fields=["cancelled_at", "cancellation_reasons", "calendar_number", "changed_at"]
    )
    _notify_the_invited(row, CANCELLED, now=now)
    transaction.on_commit(partial(log.info, "meeting %s cancelled by user %s", row.pk, by.pk))
    return row


def to_notify(meeting):
    """The invited who have not said that they cannot come."""
    return meeting.attendances.wanted().select_related("user", "centre")


def _notify_the_invited(meeting, kind, *, now):
    number = meeting.calendar_number
    people = [attendance.user for attendance in to_notify(meeting)]
    notifications.notify(
        kind, people, meeting, key=f"{meeting.pk}/{number}", now=now, number=number
    )
