"""Whoever stops speaking for a centre is refused from the commit on, by whatever door they left."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from common.dates import database_time, network_day
from members.enums import RepresentativeRole
from members.models import Representative
from members.register.services import accounts, memberships, representing
from members.tests.factories import RepresentativeFactory, UserFactory, two_people
from voting import services
from voting.tests.factories import (
    cast,
    make_alternate,
    make_co_chair,
    make_delegates,
    open_motion,
)
from voting.tests.pages import page

pytestmark = pytest.mark.django_db


def now():
    return database_time()


def head_of(delegate):
    return RepresentativeFactory(centre=delegate.centre, role=RepresentativeRole.HEAD).user


# --- How somebody leaves ----------------------------------------------------------------


def stays(motion, delegate):
    pass


def hands_over(motion, delegate):
    representing.hand_over(
        delegate,
        name="Next One",
        email="next@example.org",
        on=network_day(now()),
        by=delegate.user,
        now=now(),
    )


def is_ended(motion, delegate):
    representing.end(delegate, on=network_day(now()), by=head_of(delegate), now=now())


def is_locked(motion, delegate):
    accounts.lock(delegate.user, reason="Stolen.", by=UserFactory(secretariat=True), now=now())


def is_replaced(motion, delegate):
    """By two people, on this roll alone."""
    entry = motion.roll.get(unit="AT")
    voter = entry.voters.get(user=delegate.user)
    joining = make_alternate(delegate)
    amendment = motion.amendments.create(
        entry=entry,
        kind="replacement",
        leaving=delegate.user,
        joining=joining.user,
        role=joining.role,
        reason="Ill.",
        status="confirmed",
        proposed_by=UserFactory(),
        proposed_at=now(),
        settled_by=UserFactory(),
        settled_at=now(),
    )
    voter.left_by = amendment
    voter.save()


NOTED = {"announced": "", "effective": "2026", "reason": "No budget."}


def membership_is_ended(motion, delegate):
    membership = delegate.centre.memberships.get()
    memberships.end(membership, **two_people(), now=now(), **NOTED)


def membership_is_suspended(motion, delegate):
    membership = delegate.centre.memberships.get()
    memberships.suspend(membership, **two_people(), now=now(), **NOTED)


# --- What they may do: made ready while they act, done after they left -------------------


def nothing_before(motion, delegate):
    pass


def voted(motion, delegate):
    cast(motion, delegate, "no", at=now())


def recused(motion, delegate):
    services.recuse(motion, reason="Our own.", by=delegate.user)


def closed(motion, delegate):
    cast(motion, delegate, "no", at=now())
    services.close(motion, now=motion.closes_at)


def casts(motion, person, client):
    cast(motion, person, "yes", at=now())


def recuses(motion, person, client):
    services.recuse(motion, reason="Our own.", by=person.user)


def takes_back(motion, person, client):
    services.take_recusal_back(motion, by=person.user)


def asks(motion, person, client):
    services.ask(motion, "Who pays?", by=person.user)


def confirms(motion, person, client):
    services.confirm(motion, by=person.user)


def contests(motion, person, client):
    services.contest(motion, reason="We voted yes.", by=person.user)


def certifies(motion, person, client):
    moment = now()
    services.certify(
        motion, reasons="No.", by=person.user, now=moment, on=network_day(timezone.now())
    )


def reads(motion, person, client):
    client.force_login(person.user)
    if client.get(page("motion", motion)).status_code != 200:
        raise PermissionDenied


def follows_the_calendar(motion, person, client):
    feed = services.calendar_addresses.new_address(person.user, now=now())
    address = f"/votes/calendar/{feed.token}.ics"
    client.logout()
    if client.get(address).status_code != 200:
        raise PermissionDenied


ACTS = {
    "cast": (nothing_before, casts),
    "change": (voted, casts),
    "recuse": (nothing_before, recuses),
    "take back": (recused, takes_back),
    "ask": (nothing_before, asks),
    "confirm": (closed, confirms),
    "contest": (closed, contests),
    "certify": (closed, certifies),
    "read": (nothing_before, reads),
    "calendar": (nothing_before, follows_the_calendar),
}
EVERYTHING = set(ACTS)
FOR_THE_CENTRE = EVERYTHING - {"calendar"}
STATES = {
    stays: EVERYTHING,
    membership_is_suspended: EVERYTHING,
    membership_is_ended: FOR_THE_CENTRE,  # nobody silences a country in mid-vote
    is_replaced: {"certify", "read", "calendar"},  # who still is the centre's delegate
    hands_over: set(),
    is_ended: set(),
    is_locked: set(),
}


@pytest.mark.sample(12)
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("leaves", STATES)
def test_what_somebody_may_do_is_asked_of_today(leaves, act, client):
    delegate, *_others = make_delegates(3)
    make_co_chair(delegate)
    motion = open_motion(now=timezone.now())
    before, does = ACTS[act]
    before(motion, delegate)
    motion.refresh_from_db()
    leaves(motion, delegate)
    person = Representative.objects.get(pk=delegate.pk)  # as the next request reads it

    try:
        does(motion, person, client)
        is_allowed = True
    except (services.Refused, PermissionDenied):
        is_allowed = False

    assert is_allowed is (act in STATES[leaves])


@pytest.mark.parametrize("tick", [False, True], ids=["before the tick", "after the tick"])
def test_a_ballot_stands_until_the_present_voter_changes_it(tick):
    delegate, *_others = make_delegates(3)
    motion = open_motion(now=timezone.now())
    cast(motion, delegate, "no", at=now())
    hands_over(motion, delegate)
    if tick:
        services.follow_the_register(motion, now=now())
    heir = Representative.objects.get(user__email="next@example.org")

    ballot = motion.roll.get(unit="AT").current_ballot
    assert (ballot.choice, ballot.cast_by) == ("no", delegate.user)
    changed = cast(motion, heir, "yes", at=now())
    assert (changed.sequence, changed.cast_by) == (2, heir.user)


def test_an_unlocked_login_speaks_again():
    delegate, *_others = make_delegates(3)
    motion = open_motion(now=timezone.now())
    is_locked(motion, delegate)
    services.follow_the_register(motion, now=now())
    accounts.unlock(delegate.user, reason="Found.", **two_people(), now=now())
    person = Representative.objects.get(pk=delegate.pk)

    assert cast(motion, person, at=now()).entry.unit == "AT"

    told = list(motion.record.values_list("what", flat=True))
    assert told == ["opened", "removed", "returned", "cast"]


def test_who_speaks_for_a_centre_again_after_others_ended_it_does_so_in_open_votes_only():
    delegate, *_others = make_delegates(3)
    earlier = open_motion(now=timezone.now())
    membership_is_ended(earlier, delegate)
    later = open_motion(now=timezone.now(), rule_set=earlier.rule_set)
    person = Representative.objects.get(pk=delegate.pk)

    assert cast(earlier, person, at=now()).entry.unit == "AT"
    with pytest.raises(services.Refused, match="speak for no centre"):
        cast(later, person, at=now())
