"""The secretariat's nudge to an applicant who owes an answer."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from members.applications.next_steps import open_question
from members.applications.services.moves import note
from members.applications.services.notifications import notify_applicant
from members.applications.services.review_lock import locked_for
from outbox.models import Mail

REMINDER = "members.clarification_reminder"


@transaction.atomic
def remind(application, *, by, now):
    """Mail the open question once more, at most once a day; the applicant's link is in it."""
    row = locked_for(application, by=by)
    question = open_question(row)
    if question is None:
        raise Refused(_("The case does not wait for the applicant."))
    day = network_day(now).isoformat()
    if Mail.objects.about(row).filter(kind=REMINDER, details__day=day).exists():
        raise Refused(_("The applicant was reminded today already."))
    details = {"clarification": question.pk, "day": day}
    notify_applicant(row, REMINDER, now=now, again=day, details=details)
    note(row, by=by, now=now, what=_("Reminder sent"))
    return row
