from datetime import date, timedelta
from itertools import permutations

import pytest

from members.enums import ApplicationStatus, MembershipStatus
from members.tests.factories import NOW, ApplicationFactory, two_people
from outbox.models import Mail, MailStatus
from voting import services, tasks
from voting.enums import NEXT_MOTION, MotionStatus, Step
from voting.models import Motion
from voting.records import history
from voting.services import closing
from voting.tally import Counts
from voting.tests.factories import (
    cast,
    closed_motion,
    make_co_chair,
    make_delegates,
    make_rule_set,
    open_motion,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CARRIED = ["yes"] * 3


def certify(motion, person, reasons="Not yet ready.", on=None):
    return services.certify(
        motion, reasons=reasons, by=person.user, now=NOW + 20 * DAY, on=on or date(2026, 11, 22)
    )


def mailed(kind):
    return sorted(mail.to for mail in Mail.objects.filter(kind=kind))


# --- Close ------------------------------------------------------------------------------


def test_closing_counts_and_explains():
    people = make_delegates(5)

    motion = closed_motion(people, ["yes", "yes", "no", "abstain", ""])

    assert motion.status == MotionStatus.CLOSED
    assert motion.closed_at == motion.closes_at
    assert motion.carried is True
    assert motion.result["counts"] == {
        "yes": 2,
        "no": 1,
        "abstain": 1,
        "entitled": 5,
        "recused": 0,
    }
    assert motion.result["explanation"] == (
        "2 of 3 yes and no votes are yes; at least 2/3, that is 2, are needed: carried. "
        "4 of 5 entitled took part; more than half, that is 3, are needed: quorate."
    )
    assert motion.events.last().what == Step.CLOSED


def test_the_last_ballot_of_a_centre_counts():
    people = make_delegates(3)
    motion = open_motion()
    for choice in ("yes", "no", "abstain"):
        cast(motion, people[0], choice)

    assert services.counts_of(motion) == Counts(yes=0, no=0, abstain=1, entitled=3)


def test_the_order_of_the_ballots_does_not_matter():
    people = make_delegates(3)
    rule_set = make_rule_set()
    results = [
        closed_motion(
            order,
            [{"AT": "yes", "DE": "yes", "NL": "no"}[unit(p)] for p in order],
            rule_set=rule_set,
        ).result
        for order in permutations(people)
    ]

    assert all(result == results[0] for result in results)


def unit(person):
    return person.centre.country.code


def test_votes_count_by_their_weight():
    people = make_delegates(3)
    motion = open_motion()
    motion.roll.filter(unit="AT").update(weight=5)
    for person, choice in zip(people, ["yes", "no", "no"], strict=True):
        cast(motion, person, choice)

    assert services.counts_of(motion) == Counts(yes=5, no=2, abstain=0, entitled=7)


def test_suspended_units_are_in_no_base():
    people = make_delegates(3)
    people[2].centre.memberships.update(status=MembershipStatus.SUSPENDED)

    motion = closed_motion(people[:2], ["yes", "yes"])

    assert motion.result["counts"]["entitled"] == 2


@pytest.mark.parametrize("early", [timedelta(microseconds=1), DAY])
def test_nothing_closes_before_its_deadline(early):
    make_delegates(2)
    motion = open_motion()

    assert services.close(motion, now=motion.closes_at - early) is None

    motion.refresh_from_db()
    assert motion.is_open


def test_closing_twice_counts_once():
    motion = closed_motion(make_delegates(3), CARRIED)

    assert services.close(motion, now=motion.closes_at + DAY) is None

    assert motion.events.filter(what=Step.CLOSED).count() == 1


def test_a_beat_that_comes_a_day_late_closes_with_the_ballots_of_the_deadline():
    people = make_delegates(3)
    motion = open_motion()
    cast(motion, people[0], at=motion.closes_at - DAY)
    with pytest.raises(services.Refused):
        cast(motion, people[1], at=motion.closes_at + DAY)

    closed = services.close(motion, now=motion.closes_at + DAY)

    assert closed.result["counts"]["yes"] == 1
    assert closed.closed_at == motion.closes_at + DAY


def test_the_tick_closes_what_is_due_and_nothing_else():
    make_delegates(2)
    due = open_motion()  # long ago
    later = open_motion(now=NOW.replace(year=2100))

    tasks.close_due_motions()

    due.refresh_from_db()
    later.refresh_from_db()
    assert (due.status, later.status) == (MotionStatus.CLOSED, MotionStatus.OPEN)


def test_one_motion_that_cannot_be_counted_does_not_hold_up_the_others(caplog, monkeypatch):
    make_delegates(2)
    broken, sound = open_motion(rule_set=make_rule_set(title="Broken")), open_motion()
    count = closing.tally

    def tally(rules, counts):
        if rules.title == "Broken":
            raise ValueError("these rules cannot be counted by")
        return count(rules, counts)

    monkeypatch.setattr(closing, "tally", tally)

    tasks.close_due_motions()

    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.status, sound.status) == (MotionStatus.OPEN, MotionStatus.CLOSED)
    assert f"motion {broken.pk} could not be closed" in caplog.text


def test_closing_calls_off_what_waits_and_tells_the_roll():
    chair, member = make_delegates(2)
    make_co_chair(chair)

    closed_motion([chair, member], ["yes", "yes"])

    waiting = Mail.objects.filter(kind__in=["voting.opened", "voting.reminder"]).waiting()
    assert not waiting.exists()
    assert mailed("voting.certification_asked") == [chair.user.email]
    assert mailed("voting.closed") == [member.user.email]


# --- Withdraw and annul -----------------------------------------------------------------


def test_a_withdrawn_motion_is_not_counted_and_the_application_is_eligible_again():
    people = make_delegates(2)
    application = ApplicationFactory(eligible=True)
    motion = open_motion(application=application)
    cast(motion, people[0])

    withdrawn = services.withdraw(motion, reasons="Wrong text.", **two_people(), now=NOW)

    application.refresh_from_db()
    assert (withdrawn.status, withdrawn.result) == (MotionStatus.WITHDRAWN, None)
    assert application.status == ApplicationStatus.ELIGIBLE
    assert len(mailed("voting.called_off")) == 2
    reminders = Mail.objects.filter(kind="voting.reminder")
    assert {mail.status for mail in reminders} == {MailStatus.CANCELLED}


def test_an_annulled_result_stays_and_the_application_is_voted_on_again():
    people = make_delegates(3)
    application = ApplicationFactory(eligible=True)
    motion = closed_motion(people, CARRIED, application=application)

    annulled = services.annul(motion, reasons="Wrong roll.", **two_people(), now=NOW)

    assert (annulled.status, annulled.carried) == (MotionStatus.ANNULLED, True)
    application.refresh_from_db()
    assert open_motion(application=application).is_open


@pytest.mark.parametrize("end", [services.withdraw, services.annul])
def test_nothing_is_called_off_without_reasons(end):
    make_delegates(2)
    motion = open_motion()

    with pytest.raises(services.Refused, match="Give the reasons"):
        end(motion, reasons=" ", **two_people(), now=NOW)


# --- Every step at every status ---------------------------------------------------------


def step_certify(motion, chair):
    certify(motion, chair)


def step_withdraw(motion, chair):
    services.withdraw(motion, reasons="Why.", **two_people(), now=NOW)


def step_annul(motion, chair):
    services.annul(motion, reasons="Why.", **two_people(), now=NOW)


def step_close(motion, chair):
    if services.close(motion, now=motion.closes_at) is None:
        raise services.Refused


STEPS = {
    step_close: MotionStatus.CLOSED,
    step_certify: MotionStatus.CERTIFIED,
    step_withdraw: MotionStatus.WITHDRAWN,
    step_annul: MotionStatus.ANNULLED,
}


def motion_at(status, chair):
    motion = open_motion()
    ways = {
        MotionStatus.OPEN: [],
        MotionStatus.CLOSED: [step_close],
        MotionStatus.CERTIFIED: [step_close, step_certify],
        MotionStatus.WITHDRAWN: [step_withdraw],
        MotionStatus.ANNULLED: [step_close, step_annul],
    }
    for step in ways[status]:
        step(motion, chair)
    motion.refresh_from_db()
    return motion


@pytest.mark.sample(7)
@pytest.mark.parametrize("status", set(MotionStatus) - {MotionStatus.DRAFT})
@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_possible_where_the_life_cycle_says(step, status):
    chair = make_co_chair(make_delegates(2)[0])
    motion = motion_at(status, chair)
    before = Motion.objects.values().get(pk=motion.pk)

    if STEPS[step] in NEXT_MOTION.get(status, ()):
        step(motion, chair)
        assert Motion.objects.get(pk=motion.pk).status == STEPS[step]
    else:
        with pytest.raises(services.Refused):
            step(motion, chair)
        assert Motion.objects.values().get(pk=motion.pk) == before


def test_the_history_tells_steps_and_ballots_in_their_order():
    chair, *others = make_delegates(3)
    make_co_chair(chair)
    motion = closed_motion([chair, *others], CARRIED)

    certify(motion, chair)

    assert [event.what for event in history.for_the_desk(motion)] == [
        Step.OPENED,
        Step.CAST,
        Step.CAST,
        Step.CAST,
        Step.CLOSED,
        Step.CERTIFIED,
    ]
    assert list(motion.events.values_list("number", flat=True)) == [1, 2, 3]


def test_rules_without_reminders_plan_none():
    make_delegates(2)

    open_motion(rule_set=make_rule_set(reminder_hours_before_close=[]))

    assert not Mail.objects.filter(kind="voting.reminder").exists()


def test_counting_takes_as_many_queries_for_three_as_for_twelve(django_assert_num_queries):
    for count in (3, 12):
        people = make_delegates(count)
        motion = open_motion()
        for person in people:
            cast(motion, person)
        with django_assert_num_queries(2):
            services.counts_of(motion)
