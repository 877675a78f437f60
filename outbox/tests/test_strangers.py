"""Letters that strangers cause: few to one address, all others spread and none refused."""

from datetime import timedelta

import pytest

from members.tests.factories import UserFactory
from outbox import services as outbox
from outbox.models import Mail
from outbox.services.strangers import AT_ONCE, THEN_EVERY, TO_ONE_ADDRESS
from outbox.tests.factories import NOW, MailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def about():
    return UserFactory()


def ask(about, number, *, to="", now=NOW, is_known=False):
    return outbox.queue_for_stranger(
        "outbox.test_letter",
        key=f"stranger:{number}",
        to=to or f"somebody{number}@example.org",
        about=about,
        now=now,
        is_known=is_known,
    )


def test_a_hundred_and_twenty_letters_are_all_queued_and_leave_one_a_minute_after_the_first(about):
    due = [ask(about, number).due_at for number in range(120)]

    assert due[:AT_ONCE] == [NOW] * AT_ONCE
    assert due[AT_ONCE:] == [NOW + n * THEN_EVERY for n in range(1, 120 - AT_ONCE + 1)]
    assert Mail.objects.waiting_their_turn(NOW).count() == 120 - AT_ONCE


def test_once_they_have_left_the_next_one_leaves_at_once(about):
    for number in range(AT_ONCE + 2):
        ask(about, number)
    later = NOW + timedelta(minutes=61, seconds=1)

    assert ask(about, "later", now=later).due_at == later


def test_whoever_is_known_does_not_wait_behind_strangers(about):
    for number in range(AT_ONCE + 5):
        ask(about, number)

    assert ask(about, "known", is_known=True).due_at == NOW


def test_letters_that_no_stranger_caused_take_no_turn(about):
    MailFactory.create_batch(AT_ONCE + 1)

    assert ask(about, "first").due_at == NOW


@pytest.mark.parametrize("is_known", [True, False])
def test_one_address_gets_few_in_a_day_however_it_is_written(about, is_known):
    for number in range(TO_ONE_ADDRESS):
        assert ask(about, number, to="ada@example.org", is_known=is_known)

    assert ask(about, "more", to="Ada@Example.org", is_known=is_known) is None
    assert ask(about, "other", to="bob@example.org", is_known=is_known)
    tomorrow = NOW + timedelta(days=1)
    assert ask(about, "more", to="ada@example.org", now=tomorrow, is_known=is_known)


def test_the_same_letter_is_queued_once(about):
    assert ask(about, 1) == ask(about, 1)
    assert Mail.objects.count() == 1
