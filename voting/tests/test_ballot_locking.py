"""The hand-written question of a cast, compared with a plain one that is slower."""

from datetime import timedelta

import pytest
from django.db import transaction

from members.enums import ApplicationStatus, MembershipStatus, RepresentativeRole
from members.tests.factories import NOW, UserFactory, two_people
from voting import services
from voting.enums import RollStatus
from voting.models import Ballot, Motion, RollVoter
from voting.services import ballot_locking
from voting.tests.factories import (
    cast,
    close,
    make_alternate,
    make_co_chair,
    make_delegates,
    make_observer,
    make_rule_set,
    open_motion,
)

pytestmark = pytest.mark.django_db

OF_THE_MOTION = ("id", "status", "closes_at", "deadline_version", "application_id", "is_moot")
OF_THE_ENTRY = ("id", "motion_id", "unit", "name", "status")


def plain_facts(motion_pk, person):
    """All that a cast goes by, asked one after the other in Django's own words."""
    speaking = RollVoter.objects.speaking(NOW.date()).filter(removed_at=None)
    own = speaking.filter(entry__motion=motion_pk, user=person).order_by("pk").first()
    if own is None:
        return None
    entry, motion = own.entry, Motion.objects.get(pk=motion_pk)
    people = speaking.filter(entry=entry).order_by("pk")
    return {
        "motion": [getattr(motion, name) for name in OF_THE_MOTION],
        "entry": [getattr(entry, name) for name in OF_THE_ENTRY],
        "people": [(voter.user_id, voter.user.email) for voter in people],
        "voter": (own.user_id, own.role, own.alias),
        "has_voted": Ballot.objects.filter(entry=entry).exists(),
    }


def facts(motion_pk, person):
    with transaction.atomic():
        entry = ballot_locking.entry_to_cast_for(motion_pk, person, NOW.date())
    if entry is None:
        return None
    return {
        "motion": [getattr(entry.motion, name) for name in OF_THE_MOTION],
        "entry": [getattr(entry, name) for name in OF_THE_ENTRY],
        "people": [(user.pk, user.email) for user in entry.people],
        "voter": (entry.voter.user_id, entry.voter.role, entry.voter.alias),
        "has_voted": entry.has_voted,
    }


def opened(motion, _delegate, _other):
    return motion


def closed(motion, delegate, other):
    cast(motion, delegate)
    cast(motion, other)
    return close(motion)


def withdrawn_by_the_applicant(motion, _delegate, _other):
    motion.application.status = ApplicationStatus.WITHDRAWN
    motion.application.save()
    return motion


def recused(motion, delegate, _other):
    services.recuse(motion, reason="Our own.", by=delegate.user, clock=lambda: motion.opened_at)
    return motion


def suspended(motion, _delegate, _other):
    motion.roll.filter(unit="AT").update(status=RollStatus.SUSPENDED)
    return motion


def with_a_ballot(motion, delegate, _other):
    cast(motion, delegate)
    return motion


def with_a_changed_ballot(motion, delegate, _other):
    cast(motion, delegate, "yes")
    cast(motion, delegate, "no")
    return motion


def with_a_ballot_of_another_centre(motion, _delegate, other):
    cast(motion, other)
    return motion


def extended(motion, delegate, _other):
    services.extend(motion, reason="Holidays.", **two_people(), clock=lambda: motion.opened_at)
    return motion


def with_a_voter_replaced(motion, delegate, _other):
    at = {"clock": lambda: motion.opened_at}
    proposed = services.propose_replacement(
        motion,
        leaving=delegate.user,
        joining=make_alternate(delegate).user,
        reason="Left.",
        by=UserFactory(secretariat=True),
        **at,
    )
    services.confirm_amendment(proposed, by=UserFactory(secretariat=True), **at)
    return motion


def with_a_change_of(model, **changes):
    """Somebody leaves, as the register would hold it."""

    def changed(motion, delegate, _other):
        rows = {"role": delegate, "login": delegate.user, "membership": None}[model]
        rows = [rows] if rows else list(delegate.centre.memberships.all())
        for row in rows:
            type(row).objects.filter(pk=row.pk).update(**changes)
        return motion

    return changed


def followed(state):
    """And the record knows of it."""

    def changed(motion, delegate, other):
        state(motion, delegate, other)
        services.follow_the_register(motion, now=NOW)
        return motion

    return changed


DAY = timedelta(days=1)
ENDED = with_a_change_of("role", valid_until=NOW.date())
LOCKED = with_a_change_of("login", is_active=False)
LEAVING = {
    "ended today": ENDED,
    "ended, and followed": followed(ENDED),
    "ends tomorrow": with_a_change_of("role", valid_until=NOW.date() + DAY),
    "begins tomorrow": with_a_change_of("role", valid_from=NOW.date() + DAY),
    "begins today": with_a_change_of("role", valid_from=NOW.date()),
    "never began": with_a_change_of("role", valid_from=NOW.date(), valid_until=NOW.date()),
    "in another role": with_a_change_of("role", role=RepresentativeRole.OBSERVER),
    "ended by others": with_a_change_of("role", valid_until=NOW.date(), ended_with_membership=True),
    "locked": LOCKED,
    "locked, and followed": followed(LOCKED),
    "of the staff": with_a_change_of("login", is_staff=True),
    "membership ended": with_a_change_of("membership", status=MembershipStatus.ENDED),
    "membership suspended": with_a_change_of("membership", status=MembershipStatus.SUSPENDED),
}
STATES = [
    opened,
    closed,
    withdrawn_by_the_applicant,
    recused,
    suspended,
    with_a_ballot,
    with_a_changed_ballot,
    with_a_ballot_of_another_centre,
    extended,
    with_a_voter_replaced,
]


@pytest.mark.sample(6)
@pytest.mark.parametrize(
    "state",
    [*STATES, *LEAVING.values()],
    ids=[*(state.__name__ for state in STATES), *LEAVING],
)
def test_the_written_question_answers_as_the_plain_one_in_every_state(state):
    delegate, other, chair = make_delegates(3)
    alternate, observer = make_alternate(delegate), make_observer(delegate)
    make_co_chair(chair)
    rule_set = make_rule_set(extension={"times": 1, "days": 7})
    another = open_motion(rule_set=rule_set)  # of the same people: never mixed up
    motion = state(open_motion(rule_set=rule_set), delegate, other)
    joined = RollVoter.objects.filter(joined_by__isnull=False).values_list("user", flat=True)
    people = [delegate, alternate, other, chair, observer]
    users = [person.user for person in people]
    users += [UserFactory(), UserFactory(secretariat=True)]
    users += [voter.user for voter in RollVoter.objects.filter(user__in=joined)]

    for user in users:
        assert facts(motion.pk, user) == plain_facts(motion.pk, user)
        assert facts(another.pk, user) == plain_facts(another.pk, user)
    assert facts(motion.pk, other.user) is not None
    assert facts(motion.pk, observer.user) is None
    assert facts(0, delegate.user) is None


@pytest.mark.sample(4)
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "state", [opened, closed, recused, with_a_changed_ballot, *LEAVING.values()]
)
def test_the_written_question_answers_as_the_plain_one_on_postgresql(state):
    delegate, other = make_delegates(2)
    alternate = make_alternate(delegate)
    motion = state(open_motion(), delegate, other)

    for person in (delegate, alternate, other):
        assert facts(motion.pk, person.user) == plain_facts(motion.pk, person.user)


def test_a_cast_asks_one_question_for_all_that_it_goes_by(django_assert_num_queries):
    (delegate,) = make_delegates(1)
    motion = open_motion()

    with django_assert_num_queries(1):
        entry = ballot_locking.entry_to_cast_for(motion.pk, delegate.user, NOW.date())
        assert entry.motion.takes_ballots(motion.opened_at)
        assert [user.email for user in entry.people] == [delegate.user.email]
