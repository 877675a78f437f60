"""A later deadline for want of a quorum or by hand, and an earlier close, as the rules say."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from common.tests.step_pages import press
from members.tests.factories import NOW, UserFactory, two_people
from outbox import services as outbox
from outbox.models import Mail, MailStatus
from proposals import services as proposals
from voting import services, tasks
from voting.enums import MotionStatus, Step
from voting.rules.deadlines import same_time_later
from voting.tests.factories import cast, make_delegates, make_rule_set, open_motion, propose
from voting.tests.pages import admin_page, page, text

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def delegates():
    return make_delegates(3)


def extendable(times=1, **options):
    return open_motion(rule_set=make_rule_set(extension={"times": times, "days": 7}), **options)


@pytest.fixture
def motion(delegates):
    return extendable()


def extend(motion, reason="Holidays.", at=None):
    at = at or motion.opened_at + HOUR
    return services.extend(motion, reason=reason, **two_people(), clock=lambda: at)


# --- For want of a quorum ---------------------------------------------------------------


def test_without_a_quorum_the_vote_is_extended_and_not_counted(motion, delegates):
    first = motion.closes_at
    cast(motion, delegates[0])

    assert services.close(motion, now=first) is None

    motion.refresh_from_db()
    assert (motion.status, motion.closes_at) == (MotionStatus.OPEN, first + 7 * DAY)
    assert (motion.deadline_version, motion.result) == (2, None)
    event = motion.events.last()
    assert (event.what, event.by, event.note) == (
        Step.EXTENDED,
        None,
        "The quorum was missing at the deadline.",
    )


def test_with_a_quorum_it_is_counted(motion, delegates):
    for person in delegates[:2]:
        cast(motion, person)

    assert services.close(motion, now=motion.closes_at).status == MotionStatus.CLOSED


def test_it_is_extended_only_as_often_as_the_rules_say(delegates):
    motion = extendable(times=2)
    for _time in range(2):
        assert services.close(motion, now=motion.closes_at) is None
        motion.refresh_from_db()

    assert services.close(motion, now=motion.closes_at).status == MotionStatus.CLOSED


def test_without_a_rule_for_it_nothing_is_extended(delegates):
    motion = open_motion(rule_set=make_rule_set(extension={"times": 0, "days": 0}))

    assert services.close(motion, now=motion.closes_at).status == MotionStatus.CLOSED


def test_a_missing_worker_makes_no_vote_longer(motion):
    late = motion.closes_at + 2 * DAY
    first = motion.closes_at

    assert services.close(motion, now=late) is None

    motion.refresh_from_db()
    assert motion.closes_at == first + 7 * DAY


def test_an_extension_that_would_be_over_is_none(motion):
    closed = services.close(motion, now=motion.closes_at + 7 * DAY)

    assert closed.status == MotionStatus.CLOSED


def test_ballots_stay_and_others_come_in(motion, delegates):
    cast(motion, delegates[0], "yes")
    services.close(motion, now=motion.closes_at)
    motion.refresh_from_db()
    cast(motion, delegates[1], "yes", at=motion.closes_at - HOUR)

    closed = services.close(motion, now=motion.closes_at)

    assert closed.result["counts"]["yes"] == 2


# --- By hand ----------------------------------------------------------------------------


def test_the_secretariat_extends_with_a_reason(motion):
    first = motion.closes_at

    extended = extend(motion)

    assert extended.closes_at == first + 7 * DAY
    assert motion.events.last().note == "Holidays."


@pytest.mark.parametrize(
    "facts, why",
    [
        ({"reason": " "}, "Give the reason"),
        ({"at": NOW + 365 * DAY}, "Only an open vote"),
    ],
)
def test_what_stands_against_it_changes_nothing(motion, facts, why):
    first = motion.closes_at

    with pytest.raises(services.Refused, match=why):
        extend(motion, **facts)

    motion.refresh_from_db()
    assert (motion.closes_at, motion.deadline_version) == (first, 1)


def test_the_rules_limit_what_is_done_by_hand_too(motion):
    extend(motion)

    with pytest.raises(services.Refused, match="allow no further extension"):
        extend(motion)


def test_the_page_proposes_and_a_second_person_releases(desk, client, network):
    motion = extendable(now=timezone.now())
    path = admin_page("motion_extend", motion.pk)
    assert path in text(desk.get(admin_page("motion_change", motion.pk)))

    asked = text(desk.get(path))
    without = text(press(desk, path, reasons=" "))
    proposed = press(desk, path, reasons="Holidays.", follow=True)

    assert "The rules allow one more extension." in asked
    assert 'href="#id_reasons"' in without
    assert "Holidays." in text(proposed)
    motion.refresh_from_db()
    assert motion.deadline_version == 1

    client.force_login(UserFactory(secretariat=True))
    released = press(client, admin_page("motion_end", motion.pk, "release"), follow=True)
    assert "Released and in effect." in text(released)
    assert "extended once" in text(released)
    assert "allow no further extension" in text(client.get(path))
    assert "Holidays." in text(client.get(page("motion", motion)))


def test_an_extension_that_nobody_released_by_the_deadline_lapses(motion, network):
    row = propose(motion, "voting.extend", by=network["secretariat"])
    after = motion.closes_at + HOUR

    with pytest.raises(services.Refused, match="before its deadline"):
        proposals.release(row, by=UserFactory(secretariat=True), now=after)
    assert proposals.lapse(row, now=motion.closes_at - HOUR) is None
    assert proposals.lapse(row, now=after).status == "lapsed"


# --- Mails ------------------------------------------------------------------------------


def test_the_roll_is_told_and_reminded_anew(motion, delegates, mailoutbox):
    extend(motion)
    motion.refresh_from_db()

    outbox.deliver_due(lambda: motion.opened_at + HOUR)
    told = [mail for mail in mailoutbox if mail.subject.startswith("Vote extended until")]
    assert sorted(mail.to[0] for mail in told) == sorted(row.user.email for row in delegates)
    assert "Holidays." in told[0].body

    reminders = Mail.objects.filter(kind="voting.reminder", user=delegates[0].user)
    new = reminders.filter(details__deadline_version=2).order_by("due_at")
    assert [row.due_at for row in new] == [
        motion.closes_at - timedelta(hours=hours) for hours in (168, 72, 24)
    ]
    old = reminders.filter(details__deadline_version=1)
    assert {row.status for row in old} == {MailStatus.CANCELLED}


# --- The clocks -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "deadline, days, later",
    [
        ("2026-11-16 10:00", 7, "2026-11-23 10:00"),
        ("2027-03-25 16:00", 7, "2027-04-01 15:00"),  # 17:00 on both days: summer time begins
        ("2026-10-22 15:00", 7, "2026-10-29 16:00"),  # 17:00 on both days: summer time ends
        ("2027-03-21 01:30", 7, "2027-03-28 01:30"),  # 02:30 is skipped: the clocks show 03:30
        ("2026-10-18 00:30", 7, "2026-10-25 00:30"),  # 02:30 comes twice: the first
    ],
)
def test_an_extension_ends_at_the_same_time_of_day(deadline, days, later):
    start = datetime.fromisoformat(deadline).replace(tzinfo=UTC)

    assert same_time_later(start, days, BRUSSELS) == datetime.fromisoformat(f"{later}+00:00")


# --- Early close ------------------------------------------------------------------------


@pytest.fixture
def early(delegates):
    return open_motion(rule_set=make_rule_set(early_close=True))


def tick(monkeypatch, now):
    monkeypatch.setattr(tasks, "database_time", lambda: now)
    tasks.close_due_motions()


def test_once_every_centre_has_voted_the_tick_closes(early, delegates, monkeypatch):
    for person in delegates:
        cast(early, person, at=NOW + HOUR)

    tick(monkeypatch, NOW + 2 * HOUR)

    early.refresh_from_db()
    assert (early.status, early.closed_at) == (MotionStatus.CLOSED, NOW + 2 * HOUR)
    assert early.events.last().note == "Before the deadline: every centre had voted."


def test_recused_centres_are_not_waited_for(early, delegates, monkeypatch):
    for person in delegates[:2]:
        cast(early, person, at=NOW + HOUR)
    services.recuse(early, reason="Own.", by=delegates[2].user, clock=lambda: NOW + HOUR)

    tick(monkeypatch, NOW + 2 * HOUR)

    early.refresh_from_db()
    assert early.status == MotionStatus.CLOSED


def test_while_one_is_missing_it_stays_open(early, delegates, monkeypatch):
    for person in delegates[:2]:
        cast(early, person, at=NOW + HOUR)

    tick(monkeypatch, NOW + 2 * HOUR)

    early.refresh_from_db()
    assert early.is_open


def test_without_the_rule_it_stays_open(delegates, monkeypatch):
    motion = open_motion()
    for person in delegates:
        cast(motion, person, at=NOW + HOUR)

    assert services.close(motion, now=NOW + 2 * HOUR) is None
    tick(monkeypatch, NOW + 2 * HOUR)

    motion.refresh_from_db()
    assert motion.is_open


def test_voters_are_told_that_it_may_close_early(client, delegates):
    motion = open_motion(rule_set=make_rule_set(early_close=True), now=timezone.now())
    client.force_login(delegates[0].user)

    for name in ("motion", "ballot"):
        assert "closes earlier once every centre has voted" in text(client.get(page(name, motion)))
