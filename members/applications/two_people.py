"""What takes two people about an application and is no decision on it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Text
from members.applications.models import Application
from members.applications.objections import TIME_TO_OBJECT
from members.applications.services import erasing, on_behalf
from members.applications.services.review_lock import why_barred
from members.permissions import is_secretariat, why_no_second_person
from members.register.models import User
from members.register.two_people import time_to_recall
from proposals.kinds import Kind, ask_by_default
from proposals.models import Proposal


def countries_of(application: Application) -> list[str]:
    return [application.country.code] if application.country else []


ERASE_APPLICATION = Kind(
    name="members.erase_application",
    label=_("Erase the people named in an application"),
    act=erasing.erase,
    why_not_propose=lambda user, subject: (
        "" if is_secretariat(user) else _now("The secretariat proposes it.")
    ),
    why_not_release=lambda user, proposal: why_no_second_person(user, proposal.countries),
    countries=countries_of,
    recall=time_to_recall,
)


def why_not_propose(user: User, application: Application) -> str:
    if not is_secretariat(user):
        return _now("The secretariat proposes it.")
    return why_barred(application, user)


def why_not_release(user: User, proposal: Proposal) -> str:
    """Also not who keeps away from the case."""
    why_not = why_no_second_person(user, proposal.countries)
    return why_not or (why_barred(proposal.subject, user) if proposal.subject else "")


def _on_behalf(
    name: str,
    label: Text,
    act: Callable[..., object],
    recall: Callable[[], timedelta] = time_to_recall,
    **more: object,
) -> Kind:
    return Kind(
        name=name,
        label=label,
        act=act,
        why_not_propose=why_not_propose,
        why_not_release=why_not_release,
        countries=countries_of,
        recall=recall,
        **more,  # type: ignore[arg-type]
    )


def time_to_object() -> timedelta:
    return max(TIME_TO_OBJECT, time_to_recall())


def ask_both(proposal: Proposal, now: datetime) -> None:
    """Whoever may release it, as always; and the applicant, who can object."""
    ask_by_default(proposal, now)
    on_behalf.tell_of_proposal(proposal, now)


WITHDRAW = _on_behalf(
    "members.withdraw_application",
    _("Withdraw at the applicant's wish"),
    on_behalf.withdraw,
    recall=time_to_object,
    ask=ask_both,
    why_lapsed=lambda application, now: on_behalf.why_not_withdrawn(application),
)
CORRECT = _on_behalf(
    "members.correct_answer",
    _("Correct an obvious error in an answer"),
    on_behalf.correct,
    recall=time_to_object,
    ask=ask_both,
)
ENTER = _on_behalf(
    on_behalf.ENTER,
    _("Enter an application that came on paper"),
    on_behalf.enter,
    why_lapsed=lambda draft, now: (
        _now("The applicant has gone on with this application.")
        if on_behalf.is_with_the_applicant(draft)
        else ""
    ),
)
KINDS = (ERASE_APPLICATION, WITHDRAW, CORRECT, ENTER)
