"""Pairs of centres for a year: propose, agree, note, end."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.refusals import Refused
from exchange.enums import NEXT_PAIR, PairStatus
from exchange.models import BuddyNote, BuddyPair
from members.enums import Maturity
from members.models import Centre, Membership, User
from members.register.services.notifications import notify, voices


@transaction.atomic
def propose(
    *,
    supporter: Centre,
    supported: Centre,
    year: int,
    centre: Centre | None,
    by: User,
    now: datetime,
    is_demo: bool = False,
) -> BuddyPair:
    """`centre` is the side that proposes; None for the secretariat. The other side is told."""
    Centre.objects.select_for_update().get(pk=supported.pk)
    if why_not := why_not_pair(supporter, supported, year):
        raise Refused(why_not)
    pair = BuddyPair.objects.create(
        supporter=supporter,
        supported=supported,
        year=year,
        proposed_for=centre,
        proposed_by=by,
        proposed_at=now,
        is_demo=is_demo,
    )
    whose_yes = pair.supported if centre == supporter else pair.supporter
    _notify(pair, "exchange.buddies_proposed", to=whose_yes, now=now)
    return pair


def why_not_pair(supporter: Centre, supported: Centre, year: int) -> str:
    """Why these two cannot be a pair in that year, in a sentence; empty if they can.

    Experienced and new are the Network's own classification, as it stands today.
    """
    if supporter == supported:
        return _("A centre cannot support itself.")
    names = {"supporter": supporter.name, "supported": supported.name, "year": year}
    maturity = _maturity_of(supporter, supported)
    if maturity.get(supporter.pk) != Maturity.EXPERIENCED:
        return _("The Network does not list %(supporter)s as experienced.") % names
    if maturity.get(supported.pk) != Maturity.NEW:
        return _("The Network does not list %(supported)s as new.") % names
    if BuddyPair.objects.standing().filter(supported=supported, year=year).exists():
        return _("%(supported)s already has a buddy in %(year)d.") % names
    return ""


def maturity_of(centre: Centre) -> str:
    """ "" where the Network has not said, or where the centre is not in the Network."""
    return _maturity_of(centre).get(centre.pk, "")


def centres_listed_as(maturity: str) -> QuerySet[Centre]:
    listed = Membership.objects.in_the_network().filter(maturity=maturity)
    return Centre.objects.filter(pk__in=listed.values("centre"))


def without_a_buddy(year: int) -> QuerySet[Centre]:
    """The new centres that nobody supports in that year, nor is asked to."""
    paired = BuddyPair.objects.standing().filter(year=year).values("supported")
    return centres_listed_as(Maturity.NEW).exclude(pk__in=paired)


def _maturity_of(*centres: Centre) -> dict[int, str]:
    memberships = Membership.objects.in_the_network().filter(centre__in=centres)
    return dict(memberships.values_list("centre", "maturity"))


@transaction.atomic
def agree(pair: BuddyPair, *, by: User, now: datetime) -> BuddyPair:
    row = _move(pair, PairStatus.AGREED, agreed_at=now)
    for centre in (row.supporter, row.supported):
        _notify(row, "exchange.buddies_agreed", to=centre, now=now)
    return row


@transaction.atomic
def end(pair: BuddyPair, *, by: User, now: datetime) -> BuddyPair:
    """Decline a proposal, or end what was agreed; the new centre is free for another buddy."""
    return _move(pair, PairStatus.ENDED, ended_at=now)


def _move(pair: BuddyPair, target: PairStatus, **changes: datetime) -> BuddyPair:
    row = BuddyPair.objects.select_for_update().get(pk=pair.pk)
    if target not in NEXT_PAIR.get(PairStatus(row.status), set()):
        raise Refused(_("This step is no longer possible."))
    for field, value in {"status": target, **changes}.items():
        setattr(row, field, value)
    row.save(update_fields=["status", *changes])
    return row


def note(
    pair: BuddyPair, text: str, *, centre: Centre | None, by: User, now: datetime
) -> BuddyNote:
    """Add a note, for one of the two centres or, with None, for the secretariat."""
    return pair.notes.create(text=text, centre=centre, by=by, at=now)


def _notify(pair: BuddyPair, kind: str, *, to: Centre, now: datetime) -> None:
    notify(voices(to, now), kind, key=f"buddies:{pair.pk}:{to.pk}", about=pair, now=now)
