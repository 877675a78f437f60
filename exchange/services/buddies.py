"""Pairs of centres for a year: propose, agree, note, end."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from exchange.enums import NEXT_PAIR, PairStatus
from exchange.models import BuddyPair
from members.enums import Maturity
from members.models import Centre, Membership
from members.register.services.notifications import notify, voices


@transaction.atomic
def propose(*, supporter, supported, year, centre, by, now, is_demo=False):
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
    _notify(pair, "exchange.buddies_proposed", to=_asked(pair), now=now)
    return pair


def why_not_pair(supporter, supported, year):
    """Why these two cannot be a pair in that year, in a sentence; empty if they can.

    Experienced and new are the Network's own classification, as it stands today.
    """
    if supporter == supported:
        return _("A centre cannot support itself.")
    maturity = _maturity_of(supporter, supported)
    if maturity.get(supporter.pk) != Maturity.EXPERIENCED:
        return _("The Network does not list %(centre)s as experienced.") % _named(supporter)
    if maturity.get(supported.pk) != Maturity.NEW:
        return _("The Network does not list %(centre)s as new.") % _named(supported)
    if BuddyPair.objects.standing().filter(supported=supported, year=year).exists():
        return _("%(centre)s already has a buddy in %(year)d.") % {
            **_named(supported),
            "year": year,
        }
    return ""


def maturity_of(centre):
    """ "" where the Network has not said, or where the centre is not in the Network."""
    return _maturity_of(centre).get(centre.pk, "")


def centres_listed_as(maturity):
    listed = Membership.objects.in_the_network().filter(maturity=maturity)
    return Centre.objects.filter(pk__in=listed.values("centre"))


def without_a_buddy(year):
    """The new centres that nobody supports in that year, nor is asked to."""
    paired = BuddyPair.objects.standing().filter(year=year).values("supported")
    return centres_listed_as(Maturity.NEW).exclude(pk__in=paired)


def _maturity_of(*centres):
    open_ones = Membership.objects.in_the_network().filter(centre__in=centres)
    return dict(open_ones.values_list("centre", "maturity"))


def _named(centre):
    return {"centre": centre.name}


def _asked(pair):
    """The centre whose yes is awaited."""
    return pair.supported if pair.proposed_for_id == pair.supporter_id else pair.supporter


@transaction.atomic
def agree(pair, *, by, now):
    row = _move(pair, PairStatus.AGREED, agreed_at=now)
    for centre in (row.supporter, row.supported):
        _notify(row, "exchange.buddies_agreed", to=centre, now=now)
    return row


@transaction.atomic
def end(pair, *, by, now):
    """Decline a proposal, or end what was agreed; the new centre is free for another buddy."""
    return _move(pair, PairStatus.ENDED, ended_at=now)


def _move(pair, target, **changes):
    row = BuddyPair.objects.select_for_update().get(pk=pair.pk)
    if target not in NEXT_PAIR.get(row.status, ()):
        raise Refused(_("This step is no longer possible."))
    for field, value in {"status": target, **changes}.items():
        setattr(row, field, value)
    row.save(update_fields=["status", *changes])
    return row


def note(pair, text, *, centre, by, now):
    """Add a note, for one of the two centres or, with None, for the secretariat."""
    return pair.notes.create(text=text, centre=centre, by=by, at=now)


def _notify(pair, kind, *, to, now):
    notify(voices(to, now), kind, key=f"buddies:{pair.pk}:{to.pk}", about=pair, now=now)
