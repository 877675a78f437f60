"""Who is invited to a meeting, what they answer, and who was there."""

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.meetings.enums import Presence, Reply
from knowledge_exchange.meetings.models import Attendance, Guest, Meeting
from knowledge_exchange.meetings.services import practical, substitutes
from knowledge_exchange.meetings.services.meetings import lock
from members.models import Representative, User
from members.register.acting import acting_today
from outbox.services import draft, queue_all, queue_new

Person = TypeVar("Person", bound=Attendance | Guest)
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
def reply(
    attendance: Attendance,
    *,
    answer: str,
    now: datetime,
    practical_answers: Mapping[int, str] | None = None,
) -> Attendance:
    """The invited person's word; it can be changed until registration closes.

    Whoever comes after all no longer sends somebody else. `practical_answers` are those to the
    meeting's practical questions, {question's id: text}; of whoever does not come none is kept.
    """
    row = _lock(attendance)
    if row.meeting.is_cancelled:
        raise Refused(_("This meeting is cancelled."))
    if not row.meeting.takes_answers(now):
        raise Refused(_("Registration is closed. Write to the secretariat if this has changed."))
    if answer not in answers_for(row.meeting):
        raise Refused(_("This answer does not fit the meeting any more. Choose another one."))
    if answer != Reply.DECLINED:
        substitutes.end(row)
    row.reply, row.replied_at = answer, now
    row.save(update_fields=["reply", "replied_at", "substitute", "guest_substitute"])
    comes = answer != Reply.DECLINED
    practical.keep_answers(row, practical_answers or {} if comes else None, now=now)
    return row


@transaction.atomic
def note(
    meeting: Meeting,
    *,
    presences: Mapping[int, str],
    guests: Mapping[int, str] | None = None,
    by: User,
    now: datetime,
) -> int:
    """Who was there, for the whole list at once: {attendance's id: Presence}, and so of `guests`.

    What stays as it is keeps who noted it and when. Return how many changed.
    """
    row = _lock_begun(meeting, now)
    changed = [
        (person, noted[person.pk])
        for people, noted in ((row.attendances, presences), (row.guests, guests or {}))
        for person in people.select_for_update().filter(pk__in=noted)
        if person.presence != noted[person.pk]
    ]
    for person, presence in changed:
        _note(person, presence, by=by, now=now)
    return len(changed)


@transaction.atomic
def note_as_answered(meeting: Meeting, *, by: User, now: datetime) -> int:
    """Of all of whom nothing is noted: who said yes and every guest was there, others were not.

    Exceptions are noted afterwards. Return how many were there.
    """
    row = _lock_begun(meeting, now)
    unknown = row.attendances.select_for_update().filter(presence=Presence.UNKNOWN)
    came = {person.pk for person in unknown.expected()}
    for person in unknown:
        is_there = person.pk in came
        _note(person, Presence.PRESENT if is_there else Presence.ABSENT, by=by, now=now)
    guests = list(row.guests.select_for_update().filter(presence=Presence.UNKNOWN))
    for guest in guests:
        _note(guest, Presence.PRESENT, by=by, now=now)
    return len(came) + len(guests)


def could_have_come(meeting: Meeting) -> QuerySet[User]:
    """Everybody with a sign-in who is not on the list."""
    known = meeting.attendances.values("user")
    return User.objects.filter(is_active=True).exclude(pk__in=known).order_by("name", "email")


@transaction.atomic
def add_present(
    meeting: Meeting, *, people: Iterable[User], by: User, now: datetime
) -> list[Attendance]:
    """Note people who were there without having been invited through the site. No letter."""
    row = _lock_begun(meeting, now)
    chosen = could_have_come(row).filter(pk__in=[person.pk for person in people])
    added = []
    for person in chosen:
        acting = acting_today(person)
        added.append(
            row.attendances.create(
                user=person,
                centre=acting.centre if acting else None,
                added_by=by,
                presence=Presence.PRESENT,
                noted_at=now,
                noted_by=by,
            )
        )
    return added


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


def _lock_begun(meeting: Meeting, now: datetime) -> Meeting:
    row = lock(meeting.pk)
    if row.is_cancelled or not row.can_have_begun(now):
        raise Refused(_("Attendance is noted from the beginning of the meeting on."))
    return row


def _note(person: Person, presence: str, *, by: User, now: datetime) -> Person:
    is_noted = presence != Presence.UNKNOWN
    person.presence = presence
    person.noted_at, person.noted_by = (now, by) if is_noted else (None, None)
    person.save(update_fields=["presence", "noted_at", "noted_by"])
    return person
