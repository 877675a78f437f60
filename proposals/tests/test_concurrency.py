"""What holds when two people settle one proposal at once, on PostgreSQL with real connections."""

from datetime import timedelta

import pytest

from common.dates import database_time
from members.register.services import memberships
from members.tests.at_once import all_at_once, refused
from members.tests.factories import (
    NOW,
    MembershipFactory,
    RepresentativeFactory,
    UserFactory,
    two_people,
)
from outbox.models import Mail
from proposals import services
from voting import services as voting
from voting.tests.factories import make_co_chair, make_delegates, make_rule_set, open_motion
from voting.tests.factories import propose as propose_on_a_motion

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOTED = {"effective": "2026-10", "announced": "", "reason": "By the decision of the board."}
LATER = NOW + timedelta(days=1)


def proposed():
    membership = MembershipFactory(effective="2020")
    RepresentativeFactory(centre=membership.centre)
    facts = {"title": "Suspend", "reason": NOTED["reason"]}
    by = UserFactory(secretariat=True)
    return services.propose(membership, "members.suspend", NOTED, **facts, by=by, now=NOW)


@pytest.mark.parametrize("_again", range(3))
def test_of_two_releases_at_once_one_counts(_again):
    row = proposed()
    people = [UserFactory(secretariat=True) for _person in range(2)]

    outcomes = all_at_once(*(lambda by=by: services.release(row, by=by, now=NOW) for by in people))

    assert len(refused(outcomes)) == 1
    row.refresh_from_db()
    assert row.status == "released"
    services.put_into_effect(row, now=LATER)
    assert row.subject.events.count() == 1
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("_again", range(3))
def test_a_release_and_a_discard_at_once_leave_one_of_them(_again):
    row, colleague = proposed(), UserFactory(secretariat=True)

    outcomes = all_at_once(
        lambda: services.release(row, by=colleague, now=NOW),
        lambda: services.discard(row, why="A mistake.", by=row.proposed_by, now=NOW),
    )

    assert len(refused(outcomes)) == 1
    row.refresh_from_db()
    assert row.status in ("released", "discarded")


@pytest.mark.parametrize("_again", range(3))
def test_a_recall_at_the_last_moment_counts_or_is_refused(_again):
    row, colleague = proposed(), UserFactory(secretariat=True)
    services.release(row, by=colleague, now=NOW)

    recall, *_ticks = all_at_once(
        lambda: services.recall(row, why="A mistake.", by=row.proposed_by, now=LATER),
        *[lambda: services.put_into_effect(row, now=LATER)] * 3,
    )

    row.refresh_from_db()
    row.subject.refresh_from_db()
    is_recalled = not isinstance(recall, Exception)
    assert row.status == ("recalled" if is_recalled else "in_effect")
    assert row.subject.status == ("active" if is_recalled else "suspended")
    assert row.subject.events.count() == (not is_recalled)


def test_of_two_proposals_on_one_thing_at_once_one_is_kept():
    membership = MembershipFactory(effective="2020")
    people = [UserFactory(secretariat=True) for _person in range(2)]
    facts = {"title": "Suspend", "reason": "Why."}

    outcomes = all_at_once(
        *(
            lambda by=by: services.propose(
                membership, "members.suspend", NOTED, **facts, by=by, now=NOW
            )
            for by in people
        )
    )

    assert len(refused(outcomes)) == 1


def test_a_proposal_and_the_same_act_by_two_others_leave_the_act_once():
    row, colleague = proposed(), UserFactory(secretariat=True)
    services.release(row, by=colleague, now=NOW)
    people = two_people()

    all_at_once(
        lambda: services.put_into_effect(row, now=LATER),
        lambda: memberships.suspend(row.subject, **NOTED, **people, now=LATER),
    )

    row.refresh_from_db()
    assert row.status in ("in_effect", "lapsed")
    assert row.subject.events.count() == 1


@pytest.mark.parametrize("_again", range(3))
def test_two_co_chairs_who_release_a_withdrawal_at_once_withdraw_once(_again):
    one, other, _third = make_delegates(3)
    for person in (one, other):
        make_co_chair(person)
    motion = open_motion(rule_set=make_rule_set(minimum_voting_days=0), now=database_time())
    row = propose_on_a_motion(motion, "voting.withdraw", by=UserFactory(secretariat=True))

    outcomes = all_at_once(
        *(lambda by=by: services.release(row, by=by, now=NOW) for by in (one.user, other.user))
    )

    assert len(refused(outcomes)) == 1


@pytest.mark.parametrize("_again", range(3))
def test_a_withdrawal_that_takes_effect_as_the_vote_closes_leaves_one_of_them(_again):
    chair, *_others = make_delegates(3)
    make_co_chair(chair)
    now = database_time()
    motion = open_motion(
        rule_set=make_rule_set(minimum_voting_days=0), now=now, closes_at=now + timedelta(hours=1)
    )
    row = propose_on_a_motion(motion, "voting.withdraw", by=UserFactory(secretariat=True))
    services.release(row, by=chair.user, now=now)

    all_at_once(
        lambda: services.put_into_effect(row, now=now + timedelta(hours=1)),
        lambda: voting.close(motion, now=motion.closes_at),
    )

    row.refresh_from_db()
    motion.refresh_from_db()
    assert (row.status, motion.status) in {("in_effect", "withdrawn"), ("lapsed", "closed")}
