"""The line of the schedule of personal data for what two people agreed on, and its erasure."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.accounts import User
from common.personal_data import Ground, Line, Then, mark
from proposals.models import Proposal

WITH_WORDS = ("title", "reason", "details", "facts", "why_settled")


def forget(user: User, day: date) -> None:
    """Name and address of the person wherever a proposal was about them; its reason stays."""
    for row in Proposal.objects.iterator():
        before = [getattr(row, field) for field in WITH_WORDS]
        after = [without(value, user, mark(day)) for value in before]
        if after != before:
            for field, value in zip(WITH_WORDS, after, strict=True):
                setattr(row, field, value)
            row.save(update_fields=WITH_WORDS)
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
