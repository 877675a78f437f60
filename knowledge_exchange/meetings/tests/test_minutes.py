from datetime import UTC, date, datetime, timedelta

import pytest

from common.refusals import Refused
from knowledge_exchange.meetings.services import minutes
from knowledge_exchange.models import Action, Decision
from knowledge_exchange.tests.factories import (
    NOW,
    ActionFactory,
    DecisionFactory,
    MinutesFactory,
    ScheduledMeetingFactory,
)
from members.tests.factories import RepresentativeFactory, UserFactory
from outbox import kinds
from outbox.models import Mail, MailStatus
from outbox.services import deliver_due

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 20)


def at(day, hour=12):
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.fixture
def delegate():
    return RepresentativeFactory()


@pytest.fixture
def action(delegate):
    return ActionFactory(centre=delegate.centre, due_on=DUE)


def steps():
    return [mail.details["step"] for mail in Mail.objects.order_by("pk")]


def test_decisions_and_actions_are_counted_by_meeting():
    meeting = ScheduledMeetingFactory()
    DecisionFactory(number=4)

    numbers = [minutes.add(Decision(meeting=meeting, text="Yes.")).number for _again in range(2)]

    assert numbers == [1, 2]
    assert minutes.add(Action(meeting=meeting, what="Do it")).number == 1


def test_shared_minutes_are_mailed_with_decisions_and_actions(delegate):
    written = MinutesFactory(text="All was said.")
    DecisionFactory(meeting=written.meeting, text="We go on.")
    ActionFactory(meeting=written.meeting, centre=delegate.centre, due_on=DUE)

    shared = minutes.share(written.meeting, by=UserFactory(), now=NOW)

    assert shared.shared_at == NOW
    mail = Mail.objects.get()
    assert mail.user == delegate.user
    letter = kinds.compose(mail, NOW)
    assert "We go on." in letter.text
    assert f"Collect the figures ({delegate.centre.name}, by 20 November 2026)" in letter.text


@pytest.mark.parametrize(("facts", "words"), [({}, "Write"), ({"shared": True}, "already")])
def test_minutes_are_shared_once_and_not_empty(facts, words):
    written = MinutesFactory(**facts)

    with pytest.raises(Refused, match=words):
        minutes.share(written.meeting, by=UserFactory(), now=NOW)


def test_without_minutes_there_is_nothing_to_share():
    with pytest.raises(Refused, match="Write"):
        minutes.share(ScheduledMeetingFactory(), by=UserFactory(), now=NOW)


def test_reminders_go_out_before_on_and_after_the_day_each_once(action):
    found = []
    for moment in (at(12), at(13), at(14), at(20), at(21), at(27), at(30)):
        minutes.remind(moment)
        minutes.remind(moment)
        found.append(steps())

    before, day, after = ["before"], ["before", "day"], ["before", "day", "after"]
    assert found == [[], before, before, day, day, after, after]


def test_a_reminder_leaves_in_the_morning_or_at_once_when_that_is_past(action):
    minutes.remind(at(13, hour=0))
    minutes.remind(at(20))

    first, second = Mail.objects.order_by("pk")
    assert first.due_at == at(13, hour=8)  # nine o'clock in Brussels
    assert second.due_at == at(20)


def test_long_after_the_day_only_the_latest_reminder_goes_out(action):
    minutes.remind(at(20) + timedelta(days=200))

    assert steps() == ["after"]
    letter = kinds.compose(Mail.objects.get(), at(20) + timedelta(days=200))
    assert letter.subject == "Overdue since 20 November 2026: Collect the figures"


@pytest.mark.parametrize(
    ("day", "subject"),
    [
        (13, "Due by 20 November 2026: Collect the figures"),
        (20, "Due today: Collect the figures"),
    ],
)
def test_the_reminder_says_how_it_stands_and_leads_to_the_action(action, day, subject):
    minutes.remind(at(day))

    letter = kinds.compose(Mail.objects.get(), at(day))
    assert letter.subject == subject
    assert action.get_absolute_url() in letter.text


def test_a_moved_day_reminds_anew_and_the_old_reminder_stays_behind(action):
    minutes.remind(at(13))
    Action.objects.update(due_on=DUE + timedelta(days=5))

    assert kinds.compose(Mail.objects.get(), at(13)) is None
    assert minutes.remind(at(18)) == 1
    assert Mail.objects.count() == 2


def test_delegate_and_alternates_are_reminded_and_nobody_else_of_the_centre(delegate, action):
    alternate = RepresentativeFactory(centre=delegate.centre, role="alternate")
    RepresentativeFactory(centre=delegate.centre, role="observer")
    RepresentativeFactory(centre=delegate.centre, role="alternate", valid_until="2026-11-01")
    RepresentativeFactory()

    minutes.remind(at(20))

    assert {mail.user for mail in Mail.objects.all()} == {delegate.user, alternate.user}


def test_what_the_secretariat_is_to_do_it_is_reminded_of():
    secretariat = UserFactory(secretariat=True)
    UserFactory(secretariat=True, is_active=False)
    ActionFactory(due_on=DUE)

    minutes.remind(at(20))

    assert Mail.objects.get().user == secretariat


def test_nobody_is_reminded_of_what_the_members_do_not_know_of(delegate):
    meeting = MinutesFactory(text="Draft.").meeting
    ActionFactory(meeting=meeting, centre=delegate.centre, due_on=DUE)
    ActionFactory(centre=delegate.centre)  # without a day

    assert minutes.remind(at(20)) == 0


def test_whoever_wants_no_reminders_gets_none(delegate, action, mailoutbox):
    delegate.user.wants_reminders = False
    delegate.user.save()

    minutes.remind(at(20))
    deliver_due(lambda: at(20))

    assert mailoutbox == []


def test_done_means_that_nobody_is_reminded_and_can_be_undone(delegate, action):
    minutes.remind(at(13))

    done = minutes.tick_off(action, by=delegate.user, outcome=" Sent. ", now=at(13))

    assert (done.done_by, done.outcome) == (delegate.user, "Sent.")
    assert Mail.objects.get().status == MailStatus.CANCELLED
    assert minutes.remind(at(20)) == 0
    with pytest.raises(Refused, match="already"):
        minutes.tick_off(action, by=delegate.user, now=at(14))
    again = minutes.reopen(action, by=delegate.user)
    assert (again.is_done, again.outcome) == (False, "")
    assert minutes.remind(at(20)) == 1
    with pytest.raises(Refused, match="not done"):
        minutes.reopen(action, by=delegate.user)


def test_more_actions_take_no_more_queries(delegate, django_assert_num_queries):
    for _again in range(5):
        ActionFactory(centre=delegate.centre, due_on=DUE)
    minutes.remind(at(20))

    with django_assert_num_queries(5):  # two of them are the savepoint's
        minutes.remind(at(20))
