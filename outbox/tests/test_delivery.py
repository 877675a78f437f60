from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core import mail as django_mail

from members.tests.factories import UserFactory
from outbox import kinds, services, tasks
from outbox.models import Mail, MailStatus
from outbox.services import delivering
from outbox.tests.factories import NOW, MailFactory

pytestmark = pytest.mark.django_db


def statuses():
    return dict(Mail.objects.values_list("to", "status"))


@pytest.fixture
def reminders(monkeypatch):
    """The test letter as a reminder."""
    kind = kinds._KINDS["outbox.test_letter"]
    monkeypatch.setitem(kinds._KINDS, "outbox.test_letter", kinds.Kind(kind.compose, True))


@pytest.fixture
def composing(monkeypatch):
    """Replace what the test letter says."""

    def use(compose):
        kind = kinds.Kind(compose, is_reminder=False)
        monkeypatch.setitem(kinds._KINDS, "outbox.test_letter", kind)

    return use


# --- What is due ------------------------------------------------------------------------


def test_what_is_due_leaves_once_and_is_kept_as_it_left(clock, mailoutbox):
    row = MailFactory(to="reader@example.org")

    assert services.deliver_due(clock) == 1
    assert services.deliver_due(clock) == 0

    [letter] = mailoutbox
    row.refresh_from_db()
    assert (letter.to, letter.subject, letter.body) == ([row.to], row.subject, row.text)
    assert letter.extra_headers["Message-ID"] == row.message_id
    assert letter.alternatives[0].content == row.html
    assert (row.status, row.sent_at, row.attempts) == (MailStatus.SENT, NOW, 1)


def test_nobody_can_guess_the_boundary_of_a_letter(clock, mailoutbox):
    MailFactory.create_batch(2)

    services.deliver_due(clock)

    first, second = (
        message_from_bytes(letter.message().as_bytes()).get_boundary() for letter in mailoutbox
    )
    assert first != second
    assert len(first) == len(second) == 36


def test_what_is_due_later_waits(clock, mailoutbox):
    MailFactory(due_at=NOW + timedelta(minutes=1))

    services.deliver_due(clock)
    assert mailoutbox == []

    clock.move(minutes=1)
    services.deliver_due(clock)
    assert len(mailoutbox) == 1


def test_after_an_outage_of_a_day_what_was_due_leaves_once(clock, mailoutbox):
    MailFactory.create_batch(3)
    clock.move(days=1)

    services.deliver_due(clock)
    services.deliver_due(clock)

    assert len(mailoutbox) == 3


def test_more_than_a_batch_leaves_in_one_go(clock, mailoutbox, monkeypatch):
    monkeypatch.setattr(delivering, "BATCH", 2)
    MailFactory.create_batch(5)

    assert services.deliver_due(clock) == 5


def test_a_long_queue_gives_other_work_a_turn_and_rings_for_the_rest(
    clock, mailoutbox, monkeypatch, composing
):
    rung = []
    monkeypatch.setattr(delivering, "BATCH", 1)
    monkeypatch.setattr(delivering, "wake_worker", lambda: rung.append(True))
    letter = kinds.Letter("Subject", "Text", "<p>Text</p>")
    composing(lambda mail, now: clock.move(seconds=15) or letter)
    MailFactory.create_batch(3)

    assert services.deliver_due(clock) == 2
    assert rung == [True, True]  # for another worker to help, and for the rest
    assert services.deliver_due(clock) == 1


def test_while_a_whole_batch_waits_another_worker_is_called_once(clock, mailoutbox, monkeypatch):
    rung = []
    monkeypatch.setattr(delivering, "BATCH", 2)
    monkeypatch.setattr(delivering, "wake_worker", lambda: rung.append(True))

    MailFactory()
    services.deliver_due(clock)
    assert rung == []

    MailFactory.create_batch(5)
    services.deliver_due(clock)
    assert rung == [True]


def test_settled_mails_are_left_alone(clock, mailoutbox):
    MailFactory(sent=True)
    MailFactory(failed=True)
    MailFactory(in_doubt=True)
    MailFactory(cancelled=True)

    assert services.deliver_due(clock) == 0


# --- Does it still apply? ---------------------------------------------------------------


def test_a_mail_that_no_longer_applies_says_so(clock, mailoutbox, composing):
    composing(lambda mail, now: None)
    row = MailFactory()

    services.deliver_due(clock)

    row.refresh_from_db()
    assert mailoutbox == []
    assert (row.status, row.why) == (MailStatus.CANCELLED, "No longer needed when it was due.")


def test_who_opted_out_gets_no_reminder(clock, mailoutbox, reminders):
    row = MailFactory(user=UserFactory(wants_reminders=False))

    services.deliver_due(clock)

    row.refresh_from_db()
    assert mailoutbox == []
    assert (row.status, row.why) == (
        MailStatus.CANCELLED,
        "This person does not want reminders.",
    )


def test_who_opted_out_of_reminders_gets_every_other_mail(clock, mailoutbox):
    MailFactory(user=UserFactory(wants_reminders=False))

    assert services.deliver_due(clock) == 1


def test_a_login_that_is_no_longer_active_gets_nothing(clock, mailoutbox):
    row = MailFactory(user=UserFactory(is_active=False))

    services.deliver_due(clock)

    row.refresh_from_db()
    assert mailoutbox == []
    assert (row.status, row.why) == (
        MailStatus.CANCELLED,
        "This person's login is no longer active.",
    )


def test_a_person_gets_the_mail_at_the_address_they_have_when_it_leaves(clock, mailoutbox):
    person = UserFactory(email="old@example.org")
    row = MailFactory(user=person, to=person.email)
    person.email = "new@example.org"
    person.save()

    services.deliver_due(clock)

    row.refresh_from_db()
    assert mailoutbox[0].to == [row.to] == ["new@example.org"]


# --- Letters that cannot be sent --------------------------------------------------------


def test_one_letter_that_cannot_be_written_does_not_hold_up_the_others(
    clock, mailoutbox, composing
):
    def compose(mail, now):
        if mail.to == "broken@example.org":
            raise KeyError("a secret link")
        return kinds.Letter("Subject", "Text", "<p>Text</p>")

    composing(compose)
    MailFactory(to="broken@example.org")
    MailFactory(to="fine@example.org")

    services.deliver_due(clock)

    assert statuses() == {"broken@example.org": "failed", "fine@example.org": "sent"}
    why = Mail.objects.get(to="broken@example.org").why
    assert why == "The letter could not be written (KeyError)."


@pytest.mark.parametrize(
    "address", ["nobody", "a@example.org\nBcc: b@example.org", "a@example.org, b@example.org"]
)
def test_an_address_that_is_none_fails_and_reaches_nobody(clock, mailoutbox, address):
    row = MailFactory(to=address)

    services.deliver_due(clock)

    row.refresh_from_db()
    assert mailoutbox == []
    assert (row.status, row.why) == (
        MailStatus.FAILED,
        "The letter could not be written (ValidationError).",
    )


def test_a_subject_that_would_add_a_header_fails_before_it_is_sent(clock, mailoutbox, composing):
    composing(lambda mail, now: kinds.Letter("Hello\nBcc: b@example.org", "Text", "<p>Text</p>"))
    row = MailFactory()

    services.deliver_due(clock)

    row.refresh_from_db()
    assert mailoutbox == []
    assert (row.status, row.attempts) == (MailStatus.FAILED, 0)


def test_a_kind_that_nobody_knows_any_more_fails(clock):
    row = MailFactory(kind="outbox.forgotten")

    services.deliver_due(clock)

    row.refresh_from_db()
    assert row.status == MailStatus.FAILED


def test_secrets_leave_but_are_not_kept(clock, mailoutbox, composing):
    letter = kinds.Letter("S", "Open /x/s3cret/", "<a>/x/s3cret/</a>", secrets=("s3cret",))
    composing(lambda mail, now: letter)
    row = MailFactory()

    services.deliver_due(clock)

    row.refresh_from_db()
    assert "s3cret" in mailoutbox[0].body
    assert (row.text, row.html) == ("Open /x/•••/", "<a>/x/•••/</a>")


# --- Workers that die, and workers that are slow ----------------------------------------


def test_what_a_dead_worker_had_only_claimed_is_sent_when_its_lease_is_over(clock, mailoutbox):
    row = MailFactory(claimed=True)

    services.deliver_due(clock)
    assert mailoutbox == []

    clock.now = row.held_until
    services.deliver_due(clock)
    assert len(mailoutbox) == 1


def test_what_a_dead_worker_was_sending_is_flagged_for_a_person(clock, mailoutbox):
    row = MailFactory(sending=True)

    services.deliver_due(clock)
    row.refresh_from_db()
    assert row.status == MailStatus.SENDING

    clock.now = row.held_until
    services.deliver_due(clock)
    row.refresh_from_db()
    assert mailoutbox == []
    assert row.status == MailStatus.IN_DOUBT


def test_what_another_worker_took_over_is_not_sent_by_the_first(clock, mailoutbox, settings):
    MailFactory()
    [held_by_the_first] = delivering.claim(clock())
    clock.move(hours=1)
    services.deliver_due(clock)

    server = django_mail.get_connection()
    assert not delivering.deliver([held_by_the_first], server, clock)
    assert len(mailoutbox) == 1


def test_what_is_taken_back_while_claimed_is_not_sent(clock, mailoutbox):
    row = MailFactory()
    [held] = delivering.claim(clock())
    services.cancel(row.about, kinds=[row.kind], why="The vote is closed.")

    assert not delivering.deliver([held], django_mail.get_connection(), clock)
    row.refresh_from_db()
    assert mailoutbox == []
    assert row.why == "The vote is closed."


def slow_to_send(monkeypatch, meanwhile):
    """Something happens while the mail server has the letter."""
    backend = django_mail.get_connection().__class__
    send = backend.send_messages
    monkeypatch.setattr(
        backend, "send_messages", lambda self, letters: (meanwhile(), send(self, letters))[1]
    )


def test_a_slow_worker_settles_the_doubt_it_caused(clock, mailoutbox, monkeypatch):
    row = MailFactory()
    slow_to_send(monkeypatch, lambda: services.flag_abandoned(clock() + timedelta(hours=1)))

    services.deliver_due(clock)

    row.refresh_from_db()
    assert row.status == MailStatus.SENT


def test_a_slow_worker_does_not_undo_what_a_person_settled(clock, mailoutbox, monkeypatch):
    row, person = MailFactory(), UserFactory(secretariat=True)

    def meanwhile():
        services.flag_abandoned(clock() + timedelta(hours=1))
        services.settle_as_arrived(row, by=person, now=NOW)

    slow_to_send(monkeypatch, meanwhile)
    services.deliver_due(clock)

    row.refresh_from_db()
    assert (row.status, row.settled_by) == (MailStatus.SENT, person)


# --- The tick ---------------------------------------------------------------------------


def test_a_tick_notes_that_beat_rings_and_a_worker_answers(django_assert_num_queries):
    assert services.last_tick() is None

    services.tick(NOW)
    with django_assert_num_queries(1):
        services.tick(NOW + timedelta(minutes=1))

    assert services.last_tick() == NOW + timedelta(minutes=1)


def test_beats_task_ticks_and_delivers(mailoutbox):
    MailFactory()

    tasks.deliver_due()

    assert services.last_tick() is not None
    assert len(mailoutbox) == 1
