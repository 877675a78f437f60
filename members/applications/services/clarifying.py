"""What follows from a question to the applicant: reminders, more time, taking it back."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day, network_morning
from common.refusals import Refused
from members.applications.services.moves import note
from members.applications.services.notifications import AS_USUAL, write_to_applicant
from members.applications.services.review_lock import locked_for
from members.enums import ApplicationStatus
from members.register.models import ProcessRules

REMINDER = "members.clarification_reminder"


def plan_reminders(asked, *, now):
    """One before the due day and one on the day after; each looks again when it is due."""
    days = ProcessRules.objects.in_force().reminder_days_before_due
    planned = {
        "before": network_morning(asked.due_on - timedelta(days=days)),
        "after": network_morning(asked.due_on + timedelta(days=1)),
    }
    for name, due_at in planned.items():
        if due_at > now:
            again = f"{name}:{asked.due_on}"
            _notify(asked, REMINDER, again, now, due_at=due_at, which=name)


@transaction.atomic
def extend_clarification(application, *, due_on, why="", wording=AS_USUAL, by, now):
    """Give the applicant until a later day to answer the open question."""
    row = locked_for(application, by=by)
    asked = row.clarifications.unanswered().first()
    if asked is None or row.status != ApplicationStatus.CLARIFICATION:
        raise Refused(_("There is no open question."))
    if due_on <= max(asked.due_on, network_day(now)):
        raise Refused(_("Choose a day after today and after the one the applicant has now."))
    changes = {"due_on": [asked.due_on.isoformat(), due_on.isoformat()]}
    asked.due_on = due_on
    asked.save(update_fields=["due_on"])
    note(row, by=by, now=now, what=_("More time to answer"), why=why, changes=changes)
    _notify(asked, "members.clarification_extended", due_on, now, wording=wording, by=by, why=why)
    plan_reminders(asked, now=now)
    return asked


def take_back(application, *, wording=AS_USUAL, by, now):
    """Drop the question of a locked application, and tell the applicant so."""
    for asked in application.clarifications.unanswered():
        asked.taken_back_at = now
        asked.save(update_fields=["taken_back_at"])
        _notify(asked, "members.question_taken_back", "taken-back", now, wording=wording, by=by)


def _notify(asked, kind, what, now, *, wording=AS_USUAL, by=None, due_at=None, **more):
    details = {"clarification": asked.pk, "due_on": asked.due_on.isoformat(), **more}
    return write_to_applicant(
        asked.application,
        kind,
        wording,
        by=by,
        now=now,
        again=f"{asked.pk}:{what}",
        details=details,
        due_at=due_at,
    )
