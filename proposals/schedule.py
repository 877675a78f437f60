"""The line of the schedule of personal data for what two people agreed on, and its erasure."""

from datetime import date
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from common.accounts import User
from common.personal_data import Ground, Line, Then, mark
from proposals.models import Proposal


def forget(user: User, day: date) -> None:
    """Name and address of the person wherever a proposal was about them; its reason stays."""
    rows = Proposal.objects.annotate(
        in_details=Cast("details", TextField()), in_facts=Cast("facts", TextField())
    )
    named = Q()
    for words in filter(None, (user.email, user.name)):
        named |= Q(title__icontains=words) | Q(reason__icontains=words)
        named |= Q(in_details__icontains=words) | Q(in_facts__icontains=words)
    for row in rows.filter(named):
        for field in ("title", "reason", "details", "facts"):
            setattr(row, field, without(getattr(row, field), user, mark(day)))
        row.save(update_fields=["title", "reason", "details", "facts"])
    own = Proposal.objects.about(user).filter(proposed_by=user)
    own.update(reason=mark(day), details={})


def without(value: Any, user: User, instead: str) -> Any:
    """Texts that hold the name or the address are replaced whole, whatever they stand in."""
    match value:
        case str():
            told = value.casefold()
            is_named = any(words.casefold() in told for words in (user.email, user.name) if words)
            return instead if is_named else value
        case dict():
            return {key: without(each, user, instead) for key, each in value.items()}
        case list():
            return [without(each, user, instead) for each in value]
    return value


LINES = (
    Line(
        name="proposals.proposals",
        label=_("Proposals of one person that another released"),
        people=_("people of the secretariat and of the centres, and whom a proposal names"),
        data=_("who proposed and released what, and why; names and addresses it is about"),
        why=_("so that nobody decides alone, and everybody can see who did"),
        ground=Ground.TASK,
        readers=_("the secretariat; acts of one person alone: everybody who speaks for a centre"),
        kept=_("as long as the Network keeps its records"),
        then=Then.KEPT,
        why_kept=_(
            "Who decided, and why, is the Network's record. On request the name and the address "
            "of whom it was about are erased in it."
        ),
        fields=(
            "proposals.Proposal: title facts details reason why_settled",
            "proposals.ProposalFile: file judged",
            "proposals.ActAlone: words",
        ),
        goes=_("name and address in proposals about you"),
        on_request=forget,
    ),
)
NOTHING_PERSONAL = (
    "proposals.Proposal: kind countries",
    "proposals.ProposalFile: argument",
)
