"""A meeting is entered, changed, made public and called off; who must hear of it does."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common import search_updates
from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.meetings.models import AgendaItem, Attendance, Meeting, Partner
from members.models import User
from members.register.services.notifications import notify

log = logging.getLogger(__name__)

CHANGED, CANCELLED = "knowledge_exchange.meeting_changed", "knowledge_exchange.meeting_cancelled"
WORTH_A_MAIL = ("held", "starts_at", "ends_at", "place", "link")
SEEN_IN_CALENDARS = ("title", "summary", "time_zone", *WORTH_A_MAIL)
EDITED = ("series", "chairing_centre", "chair", "register_until", *SEEN_IN_CALENDARS)


def lock(meeting_id: int) -> Meeting:
    """The meeting, locked until the end of the transaction: invitations and its steps take it."""
    return Meeting.objects.select_for_update().get(pk=meeting_id)


@transaction.atomic
def save(meeting: Meeting, *, by: User, now: datetime) -> Meeting:
    """Keep a new meeting, or what was changed of one.

    A meeting with a time has its day on the clocks there. What calendars show gives the entry a
    higher number; a new time, place or link is mailed to those who were invited.
    """
    if meeting.starts_at:
        meeting.held = day_on_the_clocks(meeting.starts_at, meeting.zone)
    if meeting.pk is None:
        meeting.save()
        search_updates.changed(meeting)
        return meeting
    stored = lock(meeting.pk)
    changed = [
        name for name in SEEN_IN_CALENDARS if getattr(stored, name) != getattr(meeting, name)
    ]
    meeting.calendar_number, meeting.changed_at = stored.calendar_number, stored.changed_at
    if changed:
        meeting.calendar_number, meeting.changed_at = stored.calendar_number + 1, now
        what = ", ".join(changed)
        transaction.on_commit(
            partial(log.info, "meeting %s changed by user %s: %s", meeting.pk, by.pk, what)
        )
    meeting.save(update_fields=[*EDITED, "calendar_number", "changed_at"])
    search_updates.changed(meeting)
    if set(changed) & set(WORTH_A_MAIL) and not (stored.is_cancelled or meeting.is_over(now)):
        _notify_the_invited(meeting, CHANGED, now=now)
    return meeting


def day_on_the_clocks(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).date().isoformat()


@transaction.atomic
def set_agenda(meeting: Meeting, items: Sequence[AgendaItem]) -> None:
    """Keep the items in the order in which they come, counted from one."""
    row = lock(meeting.pk)
    kept = [item for item in items if item.pk]
    past = 1 + max((item.position for item in row.agenda.all()), default=0) + len(items)
    for aside, item in enumerate(kept, past):  # no two at one place at any instant
        AgendaItem.objects.filter(pk=item.pk).update(position=aside)
    for position, item in enumerate(items, 1):
        item.meeting, item.position = row, position
        item.save()
    search_updates.changed(row)


@transaction.atomic
def save_partner(partner: Partner) -> None:
    """Its meetings are found by its name."""
    partner.save()
    for meeting in Meeting.objects.select_for_update().filter(partners=partner):
        search_updates.changed(meeting)


@transaction.atomic
def publish(meeting: Meeting, *, by: User, now: datetime) -> Meeting:
    """Show the meeting to everybody; the secretariat does it, or publishing its paper."""
    if meeting.is_public:
        raise Refused(_("This meeting is already public."))
    meeting.published_at = now
    meeting.save(update_fields=["published_at"])
    search_updates.changed(meeting)
    transaction.on_commit(partial(log.info, "meeting %s made public by user %s", meeting.pk, by.pk))
    return meeting


@transaction.atomic
def cancel(meeting: Meeting, *, reasons: str, by: User, now: datetime) -> Meeting:
    """Call it off. Its page stays and says why; calendars show it as cancelled."""
    row = lock(meeting.pk)
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


def to_notify(meeting: Meeting) -> QuerySet[Attendance]:
    """The invited who have not said that they cannot come."""
    return meeting.attendances.not_declined().select_related("user", "centre")


def _notify_the_invited(meeting: Meeting, kind: str, *, now: datetime) -> None:
    number = meeting.calendar_number
    invited = User.objects.filter(pk__in=to_notify(meeting).values("user"))
    people = notifications.still_acting(invited, now)
    key, details = f"meeting:{meeting.pk}:{number}", {"number": number}
    notify(people, kind, key=key, about=meeting, now=now, details=details)
