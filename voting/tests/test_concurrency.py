"""What holds when many act at once, on PostgreSQL with real connections."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from common.dates import database_time, network_day
from members.enums import ApplicationStatus
from members.tests.at_once import all_at_once
from members.tests.factories import ApplicationFactory, UserFactory, two_people
from outbox.models import Mail
from voting import services, verify
from voting.enums import Choice, MotionStatus, Step
from voting.models import Ballot, Motion
from voting.records import publishing
from voting.services import ballot_locking
from voting.tests.chains import assert_the_chain_holds, ballot, open_now
from voting.tests.factories import (
    make_alternate,
    make_co_chair,
    make_delegates,
    make_rule_set,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_a_hundred_ballots_of_one_centre_leave_one_that_counts():
    delegate, _other = make_delegates(2)
    alternate = make_alternate(delegate)
    motion = open_now()
    people, choices = [delegate, alternate], Choice.values

    results = all_at_once(*(ballot(motion, people[n % 2], choices[n % 3]) for n in range(100)))

    stored = list(Ballot.objects.filter(entry__motion=motion))
    assert all(isinstance(result, Ballot) for result in results)
    assert {row.pk for row in stored} == {result.pk for result in results}
    assert [row.sequence for row in stored] == list(range(1, 101))
    assert [row.sequence for row in stored if row.superseded_at is None] == [100]
    counts = services.counts_of(motion)
    assert counts.took_part == 1
    assert getattr(counts, stored[-1].choice) == 1
    entries = list(motion.record.values_list("index", "what"))
    assert entries == [(0, Step.OPENED), (1, Step.CAST)] + [
        (n, Step.CHANGED) for n in range(2, 101)
    ]
    assert Mail.objects.filter(kind="voting.ballot_recorded").count() == 200
    assert_the_chain_holds(motion)
    assert verify.verify(publishing.document(motion))


def test_one_form_sent_by_twenty_clicks_is_one_ballot():
    delegate, _other = make_delegates(2)
    motion, token = open_now(), uuid4()

    results = all_at_once(*[ballot(motion, delegate, "yes", token)] * 20)

    assert len({result.pk for result in results}) == 1
    assert Ballot.objects.count() == 1


def test_a_ballot_does_not_wait_for_another_centres():
    one, other = make_delegates(2)
    motion = open_now()

    with transaction.atomic():  # the first has not reached the record yet
        ballot_locking.entry_to_cast_for(motion.pk, one.user, network_day(database_time()))
        [result] = all_at_once(ballot(motion, other, "yes"))

    assert isinstance(result, Ballot)
    assert_the_chain_holds(motion)


@pytest.mark.sample(1)
@pytest.mark.parametrize("_round", range(2))
def test_a_ballot_that_races_the_close_is_counted_or_refused(_round):
    people = make_delegates(8)
    motion = open_now()
    motion.closes_at = database_time() + timedelta(seconds=2)  # however long the opening took
    motion.save(update_fields=["closes_at"])
    acknowledged = {}

    def vote_on_and_on(person):
        def vote():
            while True:
                for choice in Choice.values:
                    cast = ballot(motion, person, choice)()
                    acknowledged.setdefault(person.user_id, []).append(cast)

        return vote

    def close_at_the_deadline():
        while True:
            if closed := services.close(motion, now=database_time()):
                return closed

    *ends, closed = all_at_once(
        *(vote_on_and_on(person) for person in people), close_at_the_deadline
    )

    assert {str(end) for end in ends} == {"The vote is closed; this ballot was not recorded."}
    said = [cast for casts in acknowledged.values() for cast in casts]
    assert said
    stored = Ballot.objects.filter(entry__motion=motion)
    assert {cast.pk for cast in said} == set(stored.values_list("pk", flat=True))
    assert all(cast.cast_at < motion.closes_at for cast in said)
    last = [casts[-1] for casts in acknowledged.values()]
    assert set(stored.current()) == set(last)
    for choice in Choice.values:
        assert closed.result["counts"][choice] == sum(cast.choice == choice for cast in last)
    assert_the_chain_holds(closed)
    with pytest.raises(verify.WrongRecordError, match="wrongly whether it closed early"):
        verify.verify(publishing.document(closed))  # the deadline was moved behind its back


def test_two_workers_close_a_motion_once():
    make_delegates(3)
    motion = open_now()

    results = all_at_once(*[lambda: services.close(motion, now=motion.closes_at)] * 8)

    assert len([result for result in results if result]) == 1
    assert motion.events.filter(what=Step.CLOSED).count() == 1
    assert Mail.objects.filter(kind="voting.closed").count() == 3


def test_two_of_the_secretariat_open_one_motion():
    make_delegates(3)
    facts = {
        "application": ApplicationFactory(eligible=True),
        "by": UserFactory(secretariat=True),
        "rule_set": make_rule_set(minimum_voting_days=0),
    }

    results = all_at_once(*[lambda: open_now(**facts)] * 6)

    opened = [result for result in results if isinstance(result, Motion)]
    assert len(opened) == 1
    assert {str(result) for result in results if result not in opened} == {
        "This step is no longer possible: the application is now “In vote”."
    }
    assert list(Motion.objects.all()) == opened


def test_a_certification_that_races_an_annulment_comes_before_it_or_not_at_all():
    """Either way the result is annulled, and what certifying brought about is undone."""
    chair, *_others = make_delegates(3)
    make_co_chair(chair)
    motion = open_now()
    services.close(motion, now=motion.closes_at)
    now, people = database_time(), two_people()

    certified, annulled = all_at_once(
        lambda: services.certify(motion, reasons="No.", by=chair.user, now=now, on=now.date()),
        lambda: services.annul(motion, reasons="Why.", **people, now=now),
    )

    motion.refresh_from_db()
    assert motion.status == annulled.status == MotionStatus.ANNULLED
    assert motion.is_published is isinstance(certified, Motion)
    assert isinstance(certified, (Motion, services.Refused))
    assert motion.application.status == ApplicationStatus.ELIGIBLE


def test_a_recusal_that_races_the_ballot_leaves_one_of_them():
    delegate, _other = make_delegates(2)
    motion = open_now()

    cast, recusal = all_at_once(
        ballot(motion, delegate, "yes"),
        lambda: services.recuse(motion, reason="Own interest.", by=delegate.user),
    )

    counts = services.counts_of(motion)
    assert (counts.yes, counts.recused) in {(1, 0), (0, 1)}
    assert isinstance(cast, services.Refused) != isinstance(recusal, services.Refused)


def early_closing(**rules):
    return make_rule_set(minimum_voting_days=0, early_close=True, **rules)


@pytest.mark.parametrize("_round", range(3))
def test_a_changed_ballot_that_races_an_early_close_is_counted_or_refused(_round):
    people = make_delegates(4)
    motion = open_now(rule_set=early_closing())
    for person in people[:-1]:
        ballot(motion, person, "yes")()

    *casts, _closed = all_at_once(
        ballot(motion, people[-1], "yes"),
        *(ballot(motion, person, "no") for person in people[:-1]),
        lambda: services.close(motion, now=database_time()),
    )
    services.close(motion, now=database_time())  # the next tick

    motion.refresh_from_db()
    assert motion.status == MotionStatus.CLOSED
    refused = {str(end) for end in casts if isinstance(end, services.Refused)}
    assert refused <= {"The vote is closed; this ballot was not recorded."}
    stored = Ballot.objects.filter(entry__motion=motion)
    assert {cast.pk for cast in casts if isinstance(cast, Ballot)} <= set(
        stored.values_list("pk", flat=True)
    )
    for choice in Choice.values:
        counted = motion.result["counts"][choice]
        assert counted == stored.current().filter(choice=choice).count()


def test_an_extension_that_races_the_close_leaves_one_of_them():
    make_delegates(3)
    extension = {"times": 1, "days": 7}
    motion = open_now(
        seconds=0.5, rule_set=make_rule_set(minimum_voting_days=0, extension=extension)
    )
    people, first = two_people(), motion.closes_at

    def extend():
        return services.extend(motion, reason="Holidays.", **people)

    def close_at_the_deadline():
        while database_time() < first:
            pass
        return services.close(motion, now=database_time())

    all_at_once(extend, *[close_at_the_deadline] * 4)

    motion.refresh_from_db()
    assert motion.is_open
    assert motion.deadline_version == 2
    assert motion.events.filter(what=Step.EXTENDED).count() == 1
    assert Mail.objects.filter(kind="voting.extended").count() == 3


def test_four_ticks_extend_a_vote_once():
    make_delegates(3)
    extension = {"times": 3, "days": 7}
    motion = open_now(rule_set=make_rule_set(minimum_voting_days=0, extension=extension))

    all_at_once(*[lambda: services.close(motion, now=motion.closes_at)] * 4)

    motion.refresh_from_db()
    assert motion.deadline_version == 2
    assert Mail.objects.filter(kind="voting.extended").count() == 3


def test_a_replacement_that_races_the_ballot_leaves_one_of_them():
    delegate, _other = make_delegates(2)
    successor = make_alternate(delegate)
    motion = open_now()
    motion.roll.get(unit="AT").voters.filter(user=successor.user).delete()
    proposed = services.propose_replacement(
        motion,
        leaving=delegate.user,
        joining=successor.user,
        reason="Left.",
        by=UserFactory(secretariat=True),
    )
    second = UserFactory(secretariat=True)

    cast, change = all_at_once(
        ballot(motion, delegate, "yes"),
        lambda: services.confirm_amendment(proposed, by=second),
    )

    assert isinstance(cast, services.Refused) != isinstance(change, services.Refused)
    on_the_roll = motion.roll.get(unit="AT").voters.on_the_roll().get().user
    assert on_the_roll == (delegate.user if isinstance(cast, Ballot) else successor.user)


def test_two_of_the_secretariat_confirm_an_amendment_once():
    delegate, _other = make_delegates(2)
    motion = open_now()
    entry = motion.roll.get(unit="AT")
    people = [UserFactory(secretariat=True) for _person in range(3)]
    proposed = services.propose_recusal(motion, entry, reason="Own.", by=people[0])

    results = all_at_once(
        *(lambda by=person: services.confirm_amendment(proposed, by=by) for person in people[1:])
    )

    assert len([result for result in results if isinstance(result, services.Refused)]) == 1
    assert motion.events.filter(what=Step.RECUSED).count() == 1
