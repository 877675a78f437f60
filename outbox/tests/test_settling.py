from datetime import timedelta

import pytest

from common.refusals import Refused
from members.tests.factories import UserFactory
from outbox import services
from outbox.models import MailStatus
from outbox.schedule import forget_person
from outbox.tests.factories import NOW, MailFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def person():
    return UserFactory(secretariat=True)


@pytest.mark.parametrize("state", ["failed", "in_doubt"])
def test_a_mail_sent_again_leaves_once_more_with_its_message_id(state, person, clock, mailoutbox):
    row = MailFactory(**{state: True})

    services.send_again(row, by=person, now=NOW)
    services.deliver_due(clock)
    services.deliver_due(clock)

    row.refresh_from_db()
    [letter] = mailoutbox
    assert letter.extra_headers["Message-ID"] == row.message_id
    assert (row.status, row.settled_by) == (MailStatus.SENT, person)


def test_a_mail_sent_again_has_all_its_attempts_again(person):
    row = services.send_again(MailFactory(failed=True, attempts=16), by=person, now=LATER)

    row.refresh_from_db()
    assert (row.attempts, row.due_at, row.held_until) == (0, LATER, None)


@pytest.mark.parametrize("state", ["failed", "in_doubt"])
def test_a_mail_that_arrived_counts_as_sent(state, person, clock, mailoutbox):
    row = MailFactory(**{state: True})

    services.settle_as_arrived(row, by=person, now=LATER)
    services.deliver_due(clock)

    row.refresh_from_db()
    assert mailoutbox == []
    assert (row.status, row.sent_at, row.settled_by) == (MailStatus.SENT, LATER, person)


@pytest.mark.parametrize("state", ["failed", "in_doubt"])
def test_a_mail_that_nobody_needs_is_closed_unsent(state, person, clock, mailoutbox):
    row = MailFactory(**{state: True})

    services.settle_as_not_needed(row, by=person, now=LATER)
    services.deliver_due(clock)

    row.refresh_from_db()
    assert mailoutbox == []
    assert (row.status, row.sent_at, row.settled_by) == (MailStatus.CANCELLED, None, person)


def test_a_mail_that_was_sent_at_once_cannot_be_written_again(person):
    row = MailFactory(failed=True, kind="members.password_reset_key")

    with pytest.raises(Refused, match="has to ask for it"):
        services.send_again(row, by=person, now=NOW)


ACTS = [services.send_again, services.settle_as_arrived, services.settle_as_not_needed]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ["claimed", "sending", "sent", "cancelled"])
def test_only_what_waits_for_a_person_can_be_settled(act, state, person):
    row = MailFactory(**{state: True})

    with pytest.raises(Refused):
        act(row, by=person, now=NOW)

    row.refresh_from_db()
    assert row.settled_by is None


def test_a_mail_that_came_back_counts_as_failed(person):
    row = services.note_return(MailFactory(sent=True), by=person, now=LATER)

    row.refresh_from_db()
    assert (row.status, row.sent_at, row.settled_by) == (MailStatus.FAILED, None, person)
    assert row.why == "It came back, as the secretariat noted."


@pytest.mark.parametrize("state", ["failed", "in_doubt", "claimed", "cancelled"])
def test_only_what_was_sent_comes_back(state, person):
    with pytest.raises(Refused):
        services.note_return(MailFactory(**{state: True}), by=person, now=LATER)


@pytest.mark.parametrize("state", ["failed", "in_doubt"])
def test_of_an_erased_person_no_letter_waits_and_no_servers_words_stay(state):
    row = MailFactory(user=UserFactory(), **{state: True})
    type(row).objects.filter(pk=row.pk).update(why="550 5.1.1 user jane.doe unknown")

    forget_person(row.user, NOW.date())

    row.refresh_from_db()
    assert (row.status, "jane" in row.why) == (MailStatus.CANCELLED, False)
