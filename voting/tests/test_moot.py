"""The applicant withdraws while the members vote, or while the result waits."""

from datetime import timedelta

import pytest

from members.enums import ApplicationStatus
from members.models import Application
from members.tests.factories import NOW, two_people
from outbox import services as outbox
from voting import services, tasks
from voting.enums import MotionStatus
from voting.models import Motion
from voting.tests.factories import cast, close, make_co_chair, make_delegates, open_motion
from voting.tests.pages import page, text

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=2)
WITHDRAWN = "The applicant has withdrawn the application."


@pytest.fixture
def delegates():
    return make_delegates(3)


@pytest.fixture
def motion(delegates):
    return open_motion()


def withdraw(motion):
    Application.objects.filter(pk=motion.application_id).update(status=ApplicationStatus.WITHDRAWN)


def tick(monkeypatch, now):
    monkeypatch.setattr(tasks, "database_time", lambda: now)
    tasks.withdraw_moot_motions()
    tasks.close_due_motions()


def test_no_ballot_is_recorded_any_more(motion, delegates):
    withdraw(motion)

    with pytest.raises(services.Refused, match="The applicant has withdrawn"):
        cast(motion, delegates[0])

    assert not motion.roll.get(unit="AT").ballots.exists()


def test_the_pages_say_why(motion, delegates, client):
    withdraw(motion)
    client.force_login(delegates[0].user)

    shown = text(client.get(page("motion", motion)))

    assert "The applicant has withdrawn, so the vote is called off." in shown
    assert page("ballot", motion) not in shown


def test_the_tick_withdraws_the_open_motion_once(motion, monkeypatch, mailoutbox):
    withdraw(motion)

    tick(monkeypatch, LATER)
    tick(monkeypatch, LATER)

    motion.refresh_from_db()
    assert (motion.status, motion.reasons) == (MotionStatus.WITHDRAWN, WITHDRAWN)
    assert motion.events.last().by is None
    motion.application.refresh_from_db()
    assert motion.application.status == ApplicationStatus.WITHDRAWN
    outbox.deliver_due(lambda: LATER)
    told = [letter for letter in mailoutbox if letter.subject.startswith("Vote withdrawn")]
    assert len(told) == 3
    assert WITHDRAWN in told[0].body


def test_the_tick_annuls_a_result_that_waits(motion, monkeypatch):
    close(motion)
    withdraw(motion)

    tick(monkeypatch, motion.closes_at)

    motion.refresh_from_db()
    assert (motion.status, motion.reasons) == (MotionStatus.ANNULLED, WITHDRAWN)


def test_a_vote_that_is_due_and_moot_is_not_counted(motion, monkeypatch):
    withdraw(motion)

    assert services.close(motion, now=motion.closes_at) is None
    tick(monkeypatch, motion.closes_at)

    motion.refresh_from_db()
    assert motion.status == MotionStatus.WITHDRAWN
    assert motion.result is None


def test_nothing_is_certified(delegates):
    chair = make_co_chair(delegates[0])
    motion = open_motion()
    close(motion)
    withdraw(motion)

    with pytest.raises(services.Refused, match="nothing to certify"):
        services.certify(motion, reasons="No.", by=chair.user, now=LATER, on=LATER.date())


@pytest.mark.parametrize("how", ["withdraw", "annul"])
def test_the_secretariat_can_still_call_it_off_by_hand(motion, how):
    if how == "annul":
        close(motion)
    withdraw(motion)

    ended = getattr(services, how)(motion, reasons="Withdrawn.", **two_people(), now=LATER)

    assert ended.status in (MotionStatus.WITHDRAWN, MotionStatus.ANNULLED)


def test_other_motions_stay(motion, monkeypatch):
    other = open_motion()
    withdraw(motion)

    tick(monkeypatch, LATER)

    assert list(Motion.objects.open()) == [other]
    assert services.drop_moot(other, now=LATER) is None
