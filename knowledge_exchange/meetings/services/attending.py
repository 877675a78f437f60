"""Who is invited to a meeting, what they answer, and who was there."""

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.meetings.enums import Presence, Reply
from knowledge_exchange.meetings.models import Attendance, Meeting
from knowledge_exchange.meetings.services.meetings import lock
from members.models import Representative, User
from outbox.services import draft, queue_all, queue_new

log = logging.getLogger(__name__)

INVITED, REMINDER = "knowledge_exchange.meeting_invited", "knowledge_exchange.answer_due"
LEAD = timedelta(days=7)  # before registration closes


def to_invite(meeting: Meeting, day: date) -> QuerySet[Representative]:
    """Everybody who represents an active member centre on that day and is not invited yet."""
    return notifications.readers_to_notify(day).exclude(user__in=meeting.attendances.values("user"))


@transaction.atomic
def invite(
    meeting: Meeting,
    *,
    by: User,
    now: datetime,
    representatives: Iterable[Representative] | None = None,
) -> list[Attendance]:
    """Invite all of `to_invite`, or those chosen of them; return the new attendances."""
    row = lock(meeting.pk)
    if row.is_cancelled:
        raise Refused(_("This meeting is cancelled."))
    if row.is_over(now):
        raise Refused(_("This meeting is over."))
    people = to_invite(row, network_day(now))
    if representatives is not None:
        people = people.filter(pk__in=[person.pk for person in representatives])
    each_once = {person.user_id: person for person in people}.values()
    attendances = [
        row.attendances.create(user=person.user, centre=person.centre, invited_at=now)
        for person in each_once
    ]
    letters = [
        draft(
            INVITED,
            key=f"{INVITED}/{attendance.pk}",
            to=attendance.user.email,
            user=attendance.user,
            about=row,
            now=now,
        )
        for attendance in attendances
    ]
    queue_all(letters, now=now)
    count = len(attendances)
    transaction.on_commit(
        partial(log.info, "%d people invited to meeting %s by user %s", count, row.pk, by.pk)
    )
    return attendances


def answers_for(meeting: Meeting) -> list[Reply]:
    """What can be answered: nobody joins online where there is no link, or comes to no place."""
    answers = [Reply.DECLINED]
    if meeting.link or not meeting.place:
        answers.insert(0, Reply.ONLINE)
    if meeting.place or not meeting.link:
        answers.insert(0, Reply.ON_SITE)
    return answers


@transaction.atomic
def remind(now: datetime) -> int:
    """Ask once those who have not answered, a week before registration closes.

    A moved closing asks anew. Whoever was invited within that week was only just asked.
    """
    acting = Representative.objects.acting(network_day(now))
    waiting = Attendance.objects.unanswered(now, now + LEAD).select_related("meeting", "user")
    waiting = waiting.filter(user__in=acting.values("user"))
    letters = [
        draft(
            REMINDER,
            key=f"{REMINDER}/{attendance.pk}/{attendance.closes.isoformat()}",
            to=attendance.user.email,
            user=attendance.user,
            about=attendance,
            details={"closes": attendance.closes.isoformat()},
            now=now,
        )
        for attendance in waiting.filter(invited_at__lt=F("closes") - LEAD)
    ]
    return queue_new(letters, now=now)


@transaction.atomic
def reply(attendance: Attendance, *, answer: str, now: datetime) -> Attendance:
    """The invited person's word; it can be changed until registration closes."""
    row = _lock(attendance)
    if row.meeting.is_cancelled:
        raise Refused(_("This meeting is cancelled."))
    if not row.meeting.takes_answers(now):
        raise Refused(_("Registration is closed. Write to the secretariat if this has changed."))
    if answer not in answers_for(row.meeting):
        raise Refused(_("This answer does not fit the meeting any more. Choose another one."))
    row.reply, row.replied_at = answer, now
    row.save(update_fields=["reply", "replied_at"])
    return row


@transaction.atomic
def note(meeting: Meeting, *, presences: Mapping[int, str], by: User, now: datetime) -> int:
    """Who was there, for the whole list at once: {attendance's id: Presence}.

    What stays as it is keeps who noted it and when. Return how many changed.
    """
    row = lock(meeting.pk)
    if row.is_cancelled or not row.can_have_begun(now):
        raise Refused(_("Attendance is noted from the beginning of the meeting on."))
    attendances = row.attendances.select_for_update().filter(pk__in=presences)
    changed = [
        attendance for attendance in attendances if attendance.presence != presences[attendance.pk]
    ]
    for attendance in changed:
        _note(attendance, presences[attendance.pk], by=by, now=now)
    return len(changed)


@transaction.atomic
def note_own(attendance: Attendance, *, present: bool, now: datetime) -> Attendance:
    """The participant's own word, and its undo; what the secretariat noted it keeps."""
    row = _lock(attendance)
    if row.meeting.is_cancelled or not row.meeting.has_begun(now):
        raise Refused(_("Attendance is noted from the beginning of the meeting on."))
    if row.noted_by_id not in (None, row.user_id):
        raise Refused(_("The secretariat has noted this. Write to it if it is not so."))
    return _note(row, Presence.PRESENT if present else Presence.UNKNOWN, by=row.user, now=now)


def _lock(attendance: Attendance) -> Attendance:
    rows = Attendance.objects.select_for_update(of=("self",))
    return rows.select_related("meeting", "user").get(pk=attendance.pk)


def _note(attendance: Attendance, presence: str, *, by: User, now: datetime) -> Attendance:
    is_noted = presence != Presence.UNKNOWN
    attendance.presence = presence
    attendance.noted_at, attendance.noted_by = (now, by) if is_noted else (None, None)
    attendance.save(update_fields=["presence", "noted_at", "noted_by"])
    return attendance
