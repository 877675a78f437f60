"""A centre's dated history in the Network, in words for everybody: what, never why."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.dates import show_partial
from members.enums import Maturity, MembershipClass, MembershipStatus
from members.register.history_of_memberships import Facts
from members.register.models import Membership

IN: dict[str, Promise] = {
    MembershipClass.MEMBER: _("In the Network as a full member."),
    MembershipClass.ASSOCIATE: _("In the Network as an associate."),
}
BACK: dict[str, Promise] = {
    MembershipClass.MEMBER: _("Back in the Network as a full member."),
    MembershipClass.ASSOCIATE: _("Back in the Network as an associate."),
}

CHANGED: dict[str, dict[str, Promise]] = {
    "membership_class": {
        MembershipClass.MEMBER: _("Full member."),
        MembershipClass.ASSOCIATE: _("Associate."),
    },
    "maturity": {
        Maturity.EXPERIENCED: _("Counted as experienced."),
        Maturity.NEW: _("Counted as new."),
        "": _("No longer counted as experienced or new."),
    },
    "status": {
        MembershipStatus.ACTIVE: _("Suspension lifted."),
        MembershipStatus.SUSPENDED: _("Suspended."),
        MembershipStatus.ENDED: _("Left the Network."),
    },
}


@dataclass(frozen=True)
class Line:
    words: str
    since: str
    announced: str


def history(memberships: Iterable[Membership]) -> list[Line]:
    """The lines of all memberships of a centre, from the first on; each with its events loaded."""
    lines = []
    for count, membership in enumerate(sorted(memberships, key=lambda row: row.pk)):
        read = membership.history()
        for number, step in enumerate(read.steps):
            # Since when it began may be unknown even if it is known when that was announced.
            since = step.since if number else read.effective
            words = in_words(step.facts, step.changed, is_first=number == 0, is_return=count > 0)
            announced = show_partial(step.announced) if step.announced != since else ""
            lines.append(Line(words, show_partial(since), announced))
    return lines


def in_words(
    facts: Facts, changed: tuple[str, ...], *, is_first: bool, is_return: bool = False
) -> str:
    """What has happened; of the first step what the membership was, as far as it says something."""
    if not is_first:
        return " ".join(str(CHANGED[fact][getattr(facts, fact)]) for fact in changed)
    words = [(BACK if is_return else IN)[facts.membership_class]]
    if facts.maturity:
        words.append(CHANGED["maturity"][facts.maturity])
    if facts.status != MembershipStatus.ACTIVE:
        words.append(CHANGED["status"][facts.status])
    return " ".join(map(str, words))
