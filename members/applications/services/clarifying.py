"""What follows from questions to the applicant: reminders and more time to answer."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day, network_morning
from common.refusals import Refused
from members.applications.models import Application, Clarification
from members.applications.next_steps import open_questions
from members.applications.services.moves import note
from members.applications.services.notifications import (
    AS_USUAL,
    Wording,
    notify_applicant,
    write_to_applicant,
)
from members.applications.services.review_lock import locked_for
from members.register.models import ProcessRules, User
from outbox.models import Mail
from outbox.services.queueing import Details

REMINDER = "members.clarification_reminder"


def plan_reminders(question: Clarification, *, now: datetime) -> None:
    """One before the due day and one on the day after; each looks again when it is due.

    `question` stands for all of its letter: a reminder names those that are open by then.
    """
    days = ProcessRules.objects.in_force().reminder_days_before_due
    planned = {
        "before": network_morning(question.due_on - timedelta(days=days)),
        "after": network_morning(question.due_on + timedelta(days=1)),
    }
    for name, due_at in planned.items():
        if due_at > now:
            notify_applicant(
                question.application,
                REMINDER,
                now=now,
                again=f"{question.pk}:{name}:{question.due_on}",
                details=details_of(question, which=name),
                due_at=due_at,
            )


@transaction.atomic
def extend_clarification(
    application: Application,
    *,
    due_on: date,
    why: str = "",
    wording: Wording = AS_USUAL,
    by: User,
    now: datetime,
) -> Clarification:
    """Give the applicant until a later day to answer all that is open; returns the first of it."""
    row = locked_for(application, by=by)
    questions = open_questions(row)
    if not questions:
        raise Refused(_("There is no open question."))
    question = questions[0]
    if due_on <= max(question.due_on, network_day(now)):
        raise Refused(_("Choose a day after today and after the one the applicant has now."))
    changes: dict[str, list[object]] = {"due_on": [question.due_on.isoformat(), due_on.isoformat()]}
    for each in questions:
        each.due_on = due_on
        each.save(update_fields=["due_on"])
    note(row, by=by, now=now, what=_("More time to answer"), why=why, changes=changes)
    write_to_applicant(
        row,
        "members.clarification_extended",
        wording,
        by=by,
        now=now,
        again=f"{question.pk}:{due_on}",
        details=details_of(question, why=why),
    )
    plan_reminders(question, now=now)
    return question


def details_of(question: Clarification, **more: str) -> Details:
    """What every letter about a question has to know: it is dropped once they hold no more."""
    return {"clarification": question.pk, "due_on": question.due_on.isoformat(), **more}


@transaction.atomic
def remind(application: Application, *, by: User, now: datetime) -> Application:
    """Mail what is open once more, at most once a day; the applicant's link is in it."""
    row = locked_for(application, by=by)
    questions = open_questions(row)
    if not questions:
        raise Refused(_("The case does not wait for the applicant."))
    day = network_day(now).isoformat()
    if Mail.objects.about(row).filter(kind=REMINDER, details__day=day).exists():
        raise Refused(_("The applicant was reminded today already."))
    details: Details = {"clarification": questions[0].pk, "day": day}
    notify_applicant(row, REMINDER, now=now, again=day, details=details)
    note(row, by=by, now=now, what=_("Reminder sent"))
    return row
