"""Minutes are shared with the members; what was agreed is done, and not forgotten."""

import logging
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from common.dates import network_day, network_morning
from common.refusals import Refused
from knowledge_exchange import notifications
from knowledge_exchange.discovery.services import indexing
from knowledge_exchange.meetings.models import Action, Minutes
from knowledge_exchange.meetings.services.meetings import locked
from members.models import Representative
from outbox.services import cancel, draft, queue_new

log = logging.getLogger(__name__)

SHARED, REMINDER = "knowledge_exchange.minutes_shared", "knowledge_exchange.action_due"
STEPS = {"before": -7, "day": 0, "after": 7}  # days from the day it is due, in this order


@transaction.atomic
def add(row):
    """A new decision or action, under the next number of its meeting."""
    meeting = locked(row.meeting_id)
    last = type(row).objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"]
    row.number = (last or 0) + 1
    row.save()
    return row


@transaction.atomic
def share(meeting, *, by, now):
    """Show the minutes to the members and tell them; from now on actions are followed up."""
    row = locked(meeting.pk)
    minutes = Minutes.objects.filter(meeting=row).first()
    if minutes is None or not minutes.text.strip():
        raise Refused(_("Write the minutes first."))
    if minutes.is_shared:
        raise Refused(_("The minutes have been sent to the members already."))
    minutes.shared_at = now
    minutes.save(update_fields=["shared_at"])
    indexing.index_meeting(row)
    notifications.notify(SHARED, notifications.readers(now), row, key=row.pk, now=now)
    transaction.on_commit(
        partial(log.info, "minutes of meeting %s shared by user %s", row.pk, by.pk)
    )
    return minutes


@transaction.atomic
def tick_off(action, *, by, now, outcome=""):
    """Done: nobody is reminded any more."""
    row = _locked(action)
    if row.is_done:
        raise Refused(_("This is done already."))
    row.done_at, row.done_by, row.outcome = now, by, outcome.strip()
    row.save(update_fields=["done_at", "done_by", "outcome"])
    cancel(row, kinds=[REMINDER], why=_("It is done."))
    return row


@transaction.atomic
def reopen(action, *, by):
    """Undo `tick_off`: reminders that come later go out again."""
    row = _locked(action)
    if not row.is_done:
        raise Refused(_("This is not done yet."))
    row.done_at, row.done_by, row.outcome = None, None, ""
    row.save(update_fields=["done_at", "done_by", "outcome"])
    log.info("action %s taken up again by user %s", row.pk, by.pk)
    return row


def _locked(action):
    return Action.objects.select_for_update().get(pk=action.pk)


@transaction.atomic
def remind(now):
    """Queue the reminders that are due by now, each once; return how many are new.

    Of several that were missed only the latest goes out. A moved day reminds anew.
    """
    today = network_day(now)
    horizon = today - timedelta(days=min(STEPS.values()))
    due = list(Action.objects.open().shared().filter(due_on__lte=horizon))
    mails = [
        mail for action, people in _with_people(due, today) for mail in _mails(action, people, now)
    ]
    return queue_new(mails, now=now)


def _with_people(actions, today):
    """Each action with those who act for its centre, or with the secretariat."""
    centres = {action.centre_id for action in actions}
    acting = Representative.objects.on(today).may_vote().filter(centre__in=centres - {None})
    people: dict = {centre: [] for centre in centres}
    for person in acting.select_related("user"):
        people[person.centre_id].append(person.user)
    if None in centres:
        people[None] = notifications.staff()
    return [(action, people[action.centre_id]) for action in actions]


def _mails(action, people, now):
    step, day = _step(action.due_on, network_day(now))
    return [
        draft(
            REMINDER,
            key=f"{REMINDER}/{action.pk}/{action.due_on}/{step}/{person.pk}",
            to=person.email,
            user=person,
            about=action,
            details={"due_on": action.due_on.isoformat(), "step": step},
            due_at=max(now, network_morning(day)),
            now=now,
        )
        for person in people
    ]


def _step(due_on, today):
    """The latest step that is due by today, and its day."""
    days = {name: due_on + timedelta(days=offset) for name, offset in STEPS.items()}
    return [(name, day) for name, day in days.items() if day <= today][-1]
