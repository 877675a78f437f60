"""Somebody leaves while they act: on PostgreSQL with real connections."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import transaction

from common.dates import database_time, network_day
from members.models import Representative
from members.register.services import accounts, representing
from members.tests.at_once import all_at_once
from members.tests.factories import RepresentativeFactory, UserFactory
from voting import services, verify
from voting.models import Ballot
from voting.records import publishing
from voting.services import ballot_locking
from voting.tests.chains import assert_the_chain_holds, ballot, open_now
from voting.tests.factories import make_delegates

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def leave(delegate, how):
    """Each way out, as a call that another connection makes."""
    today = network_day(database_time())
    head = RepresentativeFactory(centre=delegate.centre, role="head").user
    clerk = UserFactory(secretariat=True)
    at = {"now": database_time()}
    return {
        "end": lambda: representing.end(delegate, on=today, by=head, **at),
        "hand over": lambda: representing.hand_over(
            delegate, name="Next", email="next@example.org", on=today, by=head, **at
        ),
        "lock": lambda: accounts.lock(delegate.user, reason="Stolen.", by=clerk, **at),
    }[how]


@pytest.mark.sample(2)
@pytest.mark.parametrize("how", ["end", "hand over", "lock"])
@pytest.mark.parametrize("_round", range(3))
def test_a_ballot_that_races_an_end_was_cast_before_it_or_is_refused(how, _round):
    delegate, _other = make_delegates(2)
    motion = open_now()
    left = []

    def leaves():
        leave_now()
        left.append(database_time())

    def votes():
        cast = []
        for _attempt in range(500):  # an end that is refused must not keep it voting for ever
            try:
                cast.append(ballot(motion, delegate, "yes")())
            except services.Refused as refusal:
                return cast, str(refusal)
        return cast, ""

    leave_now = leave(delegate, how)
    (cast, refusal), _left = all_at_once(votes, leaves)

    assert refusal == "You speak for no centre on the roll of this vote."
    assert all(row.cast_at < left[0] for row in cast)
    services.follow_the_register(motion, now=database_time())
    assert_the_chain_holds(motion)
    assert verify.verify(publishing.document(motion))


def test_a_cast_holds_the_roles_of_whoever_casts_until_it_is_recorded():
    delegate, _other = make_delegates(2)
    motion = open_now()
    order = []

    def casts():
        with transaction.atomic():
            day = network_day(database_time())
            ballot_locking.entry_to_cast_for(motion.pk, delegate.user, day)
            holds.set()
            time.sleep(0.5)
            order.append("recorded")

    def ends():
        holds.wait(timeout=20)
        leave_now()
        order.append("ended")

    holds, leave_now = threading.Event(), leave(delegate, "end")
    all_at_once(casts, ends)

    assert order == ["recorded", "ended"]


@pytest.mark.sample(1)
@pytest.mark.parametrize("_round", range(3))
def test_a_hand_over_at_the_last_minute_races_the_close(_round):
    """Whoever comes first, the ballots that count are those whose centre's people cast them."""
    delegate, other = make_delegates(2)
    motion = open_now()
    ballot(motion, delegate, "no")()
    motion.closes_at = database_time() + timedelta(seconds=1)
    motion.save(update_fields=["closes_at"])

    def hands_over_and_the_successor_changes():
        leave_now()
        heir = Representative.objects.get(user__email="next@example.org")
        return ballot(motion, heir, "yes")()

    def closes():
        while True:
            if closed := services.close(motion, now=database_time()):
                return closed

    leave_now = leave(delegate, "hand over")
    changed, _own, closed = all_at_once(
        hands_over_and_the_successor_changes, ballot(motion, other, "yes"), closes
    )

    services.follow_the_register(motion, now=database_time())
    counts = closed.result["counts"]
    if isinstance(changed, services.Refused):
        assert (counts["yes"], counts["no"]) == (1, 1)
    else:
        assert (counts["yes"], counts["no"]) == (2, 0)
    assert_the_chain_holds(closed)


def test_two_successors_of_two_centres_cast_before_the_tick():
    people = make_delegates(2)
    motion = open_now()
    today, now = network_day(database_time()), database_time()
    heirs = [
        representing.hand_over(
            person,
            name="Next",
            email=f"next{number}@example.org",
            on=today,
            by=person.user,
            now=now,
        )
        for number, person in enumerate(people)
    ]

    results = all_at_once(*(ballot(motion, heir, "yes") for heir in heirs * 3))

    assert all(isinstance(result, Ballot) for result in results)
    what = list(motion.record.values_list("what", flat=True))
    assert what.count("removed") == what.count("replaced") == 2
    assert_the_chain_holds(motion)
    assert verify.verify(publishing.document(motion))
