"""What takes two people with a declaration; `proposals` keeps it until the second has agreed."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.accounts import User
from common.admin.steps import Text
from common.admin.versions import in_words
from declarations import inviting, services
from declarations.enums import NEXT_DECLARATION, NEXT_SIGNATURE, DeclarationStatus, SignatureStatus
from declarations.models import Declaration, Signature
from declarations.permissions import can_move
from members.permissions import why_no_second_person
from members.register.two_people import time_to_recall
from proposals.kinds import Kind
from proposals.models import Proposal


def why_not_propose(user: User, subject: Model) -> str:
    return "" if can_move(user) else gettext("The secretariat proposes this.")


def why_not_release(user: User, proposal: Proposal) -> str:
    return why_no_second_person(user, proposal.countries)


def country_of(signature: Signature) -> Iterable[str]:
    return [str(signature.country)] if signature.country else ()


def _leads_to(target: SignatureStatus):
    def why_lapsed(signature: Signature, now: datetime) -> str:
        if target in NEXT_SIGNATURE.get(SignatureStatus(signature.status), ()):
            return ""
        return gettext("This step is no longer possible.")

    return why_lapsed


def why_not_opened(declaration: Declaration, now: datetime) -> str:
    if DeclarationStatus.OPEN in NEXT_DECLARATION.get(DeclarationStatus(declaration.status), ()):
        return ""
    return gettext("This step is no longer possible.")


def what_is_signed(declaration: Declaration) -> list[tuple[str, str]]:
    texts = ", ".join(str(text) for text in declaration.texts.public())
    return [
        (gettext("Public texts"), texts),
        (gettext("The declaration to read"), declaration.get_absolute_url()),
    ]


def who_signs(signature: Signature) -> list[tuple[str, str]]:
    return [
        (gettext("Declaration"), str(signature.declaration)),
        (gettext("Ministry"), str(signature)),
        (gettext("Office of the signatory"), signature.office),
    ]


def what_stands_there(signature: Signature) -> list[tuple[str, str]]:
    values = [(name, getattr(signature, name)) for name in services.CORRECTABLE]
    return [
        (gettext("Before: %s") % services.name_of(name), str(in_words(value)))
        for name, value in values
        if value
    ]


def _of_a_signature(name: str, label: Text, act, target: SignatureStatus) -> Kind:
    return Kind(
        name=name,
        label=label,
        act=act,
        why_not_propose=why_not_propose,
        why_not_release=why_not_release,
        countries=country_of,
        recall=time_to_recall,
        seen=lambda signature: {"seen": services.fingerprint_of_signatory(signature)},
        facts=who_signs,
        why_lapsed=_leads_to(target),
    )


OPEN = Kind(
    name="declarations.open",
    label=_("Open a declaration for signature"),
    act=services.open_for_signature,
    why_not_propose=why_not_propose,
    why_not_release=why_not_release,
    recall=time_to_recall,
    seen=lambda declaration: {"seen": services.fingerprint(declaration)},
    facts=what_is_signed,
    why_lapsed=why_not_opened,
)
SIGN = _of_a_signature(
    "declarations.sign", _("Record a signature"), services.sign, SignatureStatus.SIGNED
)
WITHDRAW = _of_a_signature(
    "declarations.withdraw", _("Withdraw a signature"), services.withdraw, SignatureStatus.WITHDRAWN
)

CORRECT = Kind(
    name="declarations.correct",
    label=_("Correct a typing error"),
    act=services.correct,
    why_not_propose=why_not_propose,
    why_not_release=why_not_release,
    countries=country_of,
    recall=time_to_recall,
    seen=lambda signature: {"seen": services.fingerprint_of_correctable(signature)},
    facts=what_stands_there,
)


def why_nobody_is_invited(declaration: Declaration, now: datetime) -> str:
    return "" if declaration.is_open else gettext("The declaration is not open for signature.")


INVITE = Kind(
    name="declarations.invite",
    label=_("Invite ministries"),
    act=inviting.invite,
    why_not_propose=why_not_propose,
    why_not_release=why_not_release,
    recall=time_to_recall,
    seen=lambda declaration: {"seen": services.fingerprint(declaration)},
    facts=what_is_signed,
    why_lapsed=why_nobody_is_invited,
)

KINDS = (OPEN, INVITE, SIGN, WITHDRAW, CORRECT)
