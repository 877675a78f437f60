"""Minutes are shared with the members; what was agreed is done, and not forgotten."""

import logging
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from common import search_updates
from common.dates import network_day, network_morning
from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.meetings.enums import MinutesTo, Presence
from knowledge_exchange.meetings.models import Action, Decision, Meeting, Minutes
from knowledge_exchange.meetings.services.meetings import lock
from members.models import Representative, User
from members.register.services.notifications import notify
from outbox.services import cancel, draft, queue_new

log = logging.getLogger(__name__)

SHARED, REMINDER = "knowledge_exchange.minutes_shared", "knowledge_exchange.action_due"
STEPS = {"before": -7, "day": 0, "after": 7}  # days from the day it is due, in this order


@transaction.atomic
def add(row: Decision | Action) -> Decision | Action:
    """A new decision or action, under the next number of its meeting."""
    meeting = lock(row.meeting_id)
    last = type(row).objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"]
    row.number = (last or 0) + 1
    row.save()
    return row


@transaction.atomic
def share(meeting: Meeting, *, by: User, now: datetime, to: str = MinutesTo.MEMBERS) -> Minutes:
    """Show the minutes to the members and write to them; from now on actions are followed up.

    Whether anybody was invited makes no difference. `to` says who gets the letter.
    """
    row = lock(meeting.pk)
    minutes = Minutes.objects.filter(meeting=row).first()
    if minutes is None or not minutes.text.strip():
        raise Refused(_("Write the minutes first."))
    if minutes.is_shared:
        raise Refused(_("The minutes have been sent to the members already."))
    people = who_gets(row, to, now)
    if to == MinutesTo.PRESENT and not people:
        raise Refused(_("Nobody with a sign-in is noted as present. Choose the members."))
    minutes.shared_at = now
    minutes.save(update_fields=["shared_at"])
    search_updates.changed(row)
    notify(people, SHARED, key=f"minutes:{row.pk}", about=row, now=now)
    transaction.on_commit(
        partial(log.info, "minutes of meeting %s shared by user %s", row.pk, by.pk)
    )
    return minutes


def who_gets(meeting: Meeting, to: str, now: datetime) -> Collection[Representative | User]:
    """All representatives of members, or who was there and still acts or is of the secretariat."""
    if to == MinutesTo.MEMBERS:
        return notifications.readers(now)
    present = meeting.attendances.filter(presence=Presence.PRESENT)
    there = User.objects.filter(pk__in=present.values("user"))
    return notifications.still_acting(there, now)


@transaction.atomic
def tick_off(action: Action, *, by: User, now: datetime, outcome: str = "") -> Action:
    """Done: nobody is reminded any more."""
    row = _lock(action)
    if row.is_done:
        raise Refused(_("This is done already."))
    row.done_at, row.done_by, row.outcome = now, by, outcome.strip()
    row.save(update_fields=["done_at", "done_by", "outcome"])
    cancel(row, kinds=[REMINDER], why=_("It is done."))
    return row


@transaction.atomic
def reopen(action: Action, *, by: User) -> Action:
    """Undo `tick_off`: reminders that come later go out again."""
    row = _lock(action)
    if not row.is_done:
        raise Refused(_("This is not done yet."))
    row.done_at, row.done_by, row.outcome = None, None, ""
    row.save(update_fields=["done_at", "done_by", "outcome"])
    log.info("action %s taken up again by user %s", row.pk, by.pk)
    return row


def _lock(action: Action) -> Action:
    return Action.objects.select_for_update().get(pk=action.pk)


@transaction.atomic
def remind(now: datetime) -> int:
    """Queue the reminders that are due by now, each once; return how many are new.

    They go to those who act for the action's centre, or to the secretariat. Of several steps that
    were missed only the latest goes out. A moved day reminds anew.
    """
    today = network_day(now)
    horizon = today - timedelta(days=min(STEPS.values()))
    due = list(Action.objects.open().shared().filter(due_on__lte=horizon))
    # By the centre's id, None for the secretariat.
    people_of: defaultdict[int | None, list[User]] = defaultdict(list)
    centres = {action.centre_id for action in due}
    acting = Representative.objects.acting(today).may_vote().filter(centre__in=centres - {None})
    for person in acting.select_related("user"):
        people_of[person.centre_id].append(person.user)
    if None in centres:
        people_of[None] = list(notifications.staff())
    letters = []
    for action in due:
        days = {step: action.due_on + timedelta(days=offset) for step, offset in STEPS.items()}
        step = [step for step, day in days.items() if day <= today][-1]
        letters += [
            draft(
                REMINDER,
                key=f"{REMINDER}/{action.pk}/{action.due_on}/{step}/{person.pk}",
                to=person.email,
                user=person,
                about=action,
                details={"due_on": action.due_on.isoformat(), "step": step},
                due_at=max(now, network_morning(days[step])),
                now=now,
            )
            for person in people_of[action.centre_id]
        ]
    return queue_new(letters, now=now)
