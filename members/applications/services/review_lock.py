"""The lock behind which the secretariat acts on a case, and what stands against acting."""

from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.models import Application
from members.applications.services.moves import locked
from members.register.models import User


def locked_for(application: Application, *, by: User | None) -> Application:
    """The case, held until the transaction ends; Refused to a person with a standing conflict."""
    row = locked(application)
    if by is not None and row.conflicts.standing().filter(user=by).exists():
        raise Refused(
            _(
                "You declared a conflict of interest on this case, so you do not act on it. "
                "A colleague can override that, with a reason."
            )
        )
    return row


def refuse_while_a_decision_waits(application: Application) -> None:
    """What both persons read must not change between the draft and the release."""
    if application.decisions.waiting().exists():
        raise Refused(
            _(
                "A decision on this case waits to be released. Until it is released or "
                "discarded nothing else changes."
            )
        )
