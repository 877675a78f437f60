"""Hour by hour through both changes of the clocks, with a beat that also sleeps for a day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from outbox import services as outbox
from outbox.models import Mail
from voting import services
from voting.emails import notifications
from voting.models import Motion
from voting.tests.factories import cast, make_delegates, make_rule_set, open_motion

pytestmark = pytest.mark.django_db
BRUSSELS = ZoneInfo("Europe/Brussels")
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
CHANGES = {
    "summer time ends": datetime(2026, 10, 25, 1, tzinfo=UTC),
    "summer time begins": datetime(2027, 3, 28, 1, tzinfo=UTC),
}


def beat(now):
    """What beat's ticks do at this instant."""
    for motion in services.to_close(now):
        services.close(motion, now=now)
    for motion in Motion.objects.taking_ballots(now):
        notifications.step_on(motion, now=now)
    outbox.deliver_due(lambda: now)


def open_around(change):
    """For a fortnight, until 17:00, as the clocks show it, two days after the change."""
    make_delegates(3)
    day = (change + 2 * A_DAY).astimezone(BRUSSELS).date()
    closes_at = datetime(day.year, day.month, day.day, 17, tzinfo=BRUSSELS)
    rule_set = make_rule_set(reminder_hours_before_close=[72, 24])
    return open_motion(rule_set=rule_set, closes_at=closes_at, now=closes_at - 14 * A_DAY)


def sent(motion, kind):
    """{address: [instants]} of what left."""
    found = {}
    for mail in Mail.objects.about(motion).sent().filter(kind=kind):
        found.setdefault(mail.to, []).append(mail.sent_at)
    return {address: sorted(instants) for address, instants in found.items()}


@pytest.mark.sample(1)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_notice_comes_once_and_in_its_hour_whatever_the_clocks_do(change, mailoutbox):
    motion = open_around(change)
    closes_at = motion.closes_at
    beat(motion.opened_at)

    now = closes_at - 4 * A_DAY
    while now < closes_at + A_DAY:
        beat(now)
        now += AN_HOUR

    motion.refresh_from_db()
    assert closes_at.astimezone(BRUSSELS).hour == 17
    assert motion.closed_at == closes_at  # on the hour, as each step of this walk
    reminders = sent(motion, "voting.reminder")
    assert len(reminders) == 3
    due = [closes_at - timedelta(hours=hours) for hours in (72, 24)]
    assert all(instants == due for instants in reminders.values())
    assert [len(at) for at in sent(motion, "voting.opened").values()] == [1, 1, 1]
    assert [len(at) for at in sent(motion, "voting.closed").values()] == [1, 1, 1]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_beat_that_slept_through_the_change_catches_up_with_one_notice(change, mailoutbox):
    motion = open_around(change)
    voter = motion.roll.first().voters.first()
    beat(motion.opened_at)
    cast(motion, voter, at=change - A_DAY)

    beat(change - A_DAY - AN_HOUR)
    late = motion.closes_at - AN_HOUR  # both reminders have come due meanwhile
    beat(late)
    beat(late + AN_HOUR / 2)

    reminders = sent(motion, "voting.reminder")
    assert voter.user.email not in reminders
    assert list(reminders.values()) == [[late], [late]]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_deadline_is_one_instant_also_within_the_hour_that_comes_twice(change):
    """A ballot a second before counts, one at the deadline does not, as the clocks turn."""
    make_delegates(2)
    motion = open_motion(rule_set=make_rule_set(), closes_at=change, now=change - 14 * A_DAY)
    first, second = (entry.voters.get() for entry in motion.roll.order_by("pk"))

    cast(motion, first, at=change - timedelta(seconds=1))
    with pytest.raises(services.Refused, match="closed"):
        cast(motion, second, at=change)

    services.close(motion, now=change)
    assert motion.roll.without_a_ballot().get() == second.entry
