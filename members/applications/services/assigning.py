"""Who answers for a case."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.models import Application
from members.applications.services.moves import note
from members.applications.services.review_lock import locked_for
from members.enums import OPEN_BEFORE_THE_SECRETARIAT
from members.permissions import is_secretariat
from members.register.models import User


@transaction.atomic
def assign(application: Application, *, to: User, by: User, now: datetime) -> Application:
    """Let somebody of the secretariat answer for an open case; the history names nobody."""
    row = locked_for(application, by=by)
    if why_not := why_not_assigned(row, to):
        raise Refused(why_not)
    changes: dict[str, list[object]] = {"assigned_to": [row.assigned_to_id, to.pk]}
    row.assigned_to = to
    row.save(update_fields=["assigned_to"])
    note(row, by=by, now=now, what=_("Assigned"), changes=changes, for_applicant=False)
    return row


def why_not_assigned(application: Application, person: User) -> str:
    """What stands against this person answering for the case, in a sentence; or nothing."""
    if not is_secretariat(person):
        return _("Cases are assigned to people of the secretariat only.")
    if application.status not in OPEN_BEFORE_THE_SECRETARIAT:
        return _("The case is closed.")
    if application.assigned_to_id == person.pk:
        return _("The case is assigned to this person already.")
    if application.conflicts.standing().filter(user=person).exists():
        return _("This person has declared a conflict of interest.")
    return ""
