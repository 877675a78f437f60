"""The lock behind which the secretariat acts on a case, and what stands against acting."""

from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.models import Application
from members.applications.services.moves import locked
from members.register.models import User


def locked_for(application: Application, *, by: User | None) -> Application:
    """The case, held until the transaction ends; Refused to a person with a standing conflict."""
    row = locked(application)
    if by is not None and (why_not := why_barred(row, by)):
        raise Refused(why_not)
    return row


def why_barred(application: Application, user: User) -> str:
    """What a standing conflict keeps this person from; empty if there is none."""
    if not application.conflicts.standing().filter(user=user).exists():
        return ""
    return _(
        "You declared a conflict of interest on this case, so you do not act on it. "
        "A colleague can override that, with a reason."
    )


def refuse_while_a_decision_waits(application: Application) -> None:
    """What both persons read must not change between the draft and the release."""
    if application.decisions.waiting().exists():
        raise Refused(
            _(
                "A decision on this case waits to be released. Until it is released or "
                "discarded nothing else changes."
            )
        )
