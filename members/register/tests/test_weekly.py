"""The letter of the week: on Mondays, once each, and only to those for whom something waits."""

from datetime import UTC, datetime, timedelta

import pytest

from members.register.services import weekly
from members.tests.factories import (
    NOW,
    ProfileChangeFactory,
    ReconfirmationFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.kinds import compose
from outbox.models import Mail

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
MONDAY = NOW  # 2 November 2026, at ten in Brussels


@pytest.fixture
def delegate():
    return RepresentativeFactory(user__date_joined=LONG_AGO)


@pytest.fixture
def asked(delegate):
    """The delegate's centre is asked to reconfirm, so something waits."""
    return ReconfirmationFactory(centre=delegate.centre)


def written():
    return [mail.to for mail in Mail.objects.filter(kind=weekly.KIND)]


def test_on_monday_whoever_has_to_act_gets_one_letter_and_nobody_else(delegate, asked):
    RepresentativeFactory(user__date_joined=LONG_AGO)  # of a centre for which nothing waits
    UserFactory(date_joined=LONG_AGO)  # of none

    for hour in range(3):
        weekly.write_those_due(MONDAY + timedelta(hours=hour))

    assert written() == [delegate.user.email]
    letter = compose(Mail.objects.get(kind=weekly.KIND), MONDAY)
    assert letter.subject == "1 task waits for you"
    assert "Reconfirmations asked for: 1; the first is due on" in letter.text
    assert "/tasks/" in letter.text
    assert "/accounts/preferences/" in letter.text


def test_a_monday_without_a_tick_is_made_up_and_each_week_has_its_own(delegate, asked):
    weekly.write_those_due(MONDAY - timedelta(hours=2))  # before nine
    assert written() == []
    weekly.write_those_due(MONDAY + 2 * DAY)
    weekly.write_those_due(MONDAY + 3 * DAY)
    assert len(written()) == 1
    weekly.write_those_due(MONDAY + 7 * DAY)
    assert len(written()) == 2


def test_what_begins_to_wait_later_waits_for_the_next_letter(delegate):
    weekly.write_those_due(MONDAY)
    ReconfirmationFactory(centre=delegate.centre)
    weekly.write_those_due(MONDAY + DAY)

    assert written() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"wants_weekly_letter": False},
        {"is_active": False},
        {"is_demo": True},
        {"date_joined": MONDAY},
    ],
)
def test_who_does_not_want_it_or_is_new_gets_none(delegate, asked, changes):
    type(delegate.user).objects.filter(pk=delegate.user.pk).update(**changes)

    weekly.write_those_due(MONDAY)

    assert written() == []


def test_the_secretariat_gets_its_own_without_a_word_that_an_outsider_wrote():
    clerk = UserFactory(secretariat=True, date_joined=LONG_AGO)
    ProfileChangeFactory(status="submitted", submitted_at=NOW, centre__name="Buy now")

    weekly.write_those_due(MONDAY)

    assert written() == [clerk.email]
    letter = compose(Mail.objects.get(kind=weekly.KIND), MONDAY)
    assert "Changed profiles to review: 1" in letter.text
    assert "Buy now" not in letter.text


def test_no_letter_leaves_once_everything_is_done_or_it_was_switched_off(delegate, asked):
    weekly.write_those_due(MONDAY)
    mail = Mail.objects.get(kind=weekly.KIND)
    asked.delete()
    assert compose(mail, MONDAY) is None

    ReconfirmationFactory(centre=delegate.centre)
    assert compose(mail, MONDAY) is not None
    type(delegate.user).objects.update(wants_weekly_letter=False)
    assert compose(Mail.objects.get(kind=weekly.KIND), MONDAY) is None
