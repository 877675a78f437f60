"""A centre's dated history in the Network, in words for everybody: what, never why."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.dates import show_partial
from members.enums import Maturity, MembershipClass, MembershipStatus
from members.register.history_of_memberships import changes

IN = {
    MembershipClass.MEMBER: _("In the Network as a full member."),
    MembershipClass.ASSOCIATE: _("In the Network as an associate."),
}
BACK = {
    MembershipClass.MEMBER: _("Back in the Network as a full member."),
    MembershipClass.ASSOCIATE: _("Back in the Network as an associate."),
}

CHANGED: dict[str, dict] = {
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
    what: str
    when: str
    announced: str


def history(memberships):
    """The lines of all memberships of a centre, from the first on; each with its events loaded."""
    lines = []
    for count, membership in enumerate(sorted(memberships, key=lambda row: row.pk)):
        for change in changes(membership.events.all()):
            lines.append(_line(change, membership, is_return=bool(count)))
    return lines


def _line(change, membership, *, is_return):
    """The first line tells the dates that the membership itself bears: they may be corrected."""
    dated = membership if change.is_first else change.event
    return Line(
        what=in_words(change, is_return=is_return),
        when=show_partial(dated.effective),
        announced=show_partial(dated.announced) if dated.announced != dated.effective else "",
    )


def in_words(change, *, is_return=False):
    if change.is_first:
        return _beginning(change.event, is_return)
    return " ".join(_changed(change.event, fact) for fact in change.changed)


def _beginning(event, is_return):
    told = [str((BACK if is_return else IN)[event.membership_class])]
    if event.maturity:
        told.append(_changed(event, "maturity"))
    if event.status != MembershipStatus.ACTIVE:
        told.append(_changed(event, "status"))
    return " ".join(told)


def _changed(event, fact):
    return str(CHANGED[fact][getattr(event, fact)])
