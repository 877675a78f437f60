"""What the mail server hears, and what becomes of a letter while it is in trouble."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail

from outbox import services
from outbox.models import Mail, MailStatus
from outbox.services import delivering
from outbox.tests.factories import NOW, MailFactory
from outbox.tests.sink import Sink

pytestmark = pytest.mark.django_db


def statuses():
    return dict(Mail.objects.values_list("to", "status"))


def test_without_a_mail_server_everything_waits_with_the_reason(clock, no_mail_server):
    MailFactory.create_batch(2)

    services.deliver_due(clock)

    for row in Mail.objects.all():
        assert (row.status, row.attempts) == (MailStatus.QUEUED, 1)
        assert "ConnectionRefusedError" in row.why
        assert row.due_at == NOW


def test_pauses_grow_until_a_person_is_asked(clock, no_mail_server):
    row = MailFactory()
    pauses = []
    while row.status == MailStatus.QUEUED:
        services.deliver_due(clock)
        row.refresh_from_db()
        if row.held_until:
            pauses.append((row.held_until - clock()) // timedelta(minutes=1))
            clock.now = row.held_until

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, *[240] * 7]
    assert (row.status, row.attempts) == (MailStatus.FAILED, delivering.MAX_ATTEMPTS)


def test_a_pause_is_kept(clock, no_mail_server):
    row = MailFactory()
    services.deliver_due(clock)

    clock.move(seconds=59)
    services.deliver_due(clock)

    row.refresh_from_db()
    assert row.attempts == 1


def test_what_waited_leaves_when_the_mail_server_is_back(clock, no_mail_server, settings):
    MailFactory()
    services.deliver_due(clock)

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    clock.move(minutes=1)
    services.deliver_due(clock)

    assert len(django_mail.outbox) == 1


def test_a_refused_address_fails_at_once_and_the_others_leave(clock, sink):
    sink.answers["gone@example.org"] = "550 No such person here"
    MailFactory(to="gone@example.org")
    MailFactory(to="here@example.org")

    services.deliver_due(clock)

    assert statuses() == {"gone@example.org": "failed", "here@example.org": "sent"}
    assert Mail.objects.get(to="gone@example.org").why == "550 No such person here"


@pytest.mark.parametrize("sender", ["P2I <info@{}>", "Netzwerk für Beschaffung <info@{}>"])
@pytest.mark.parametrize(
    "domain, heard", [("example.org", "example.org"), ("köln.example", "xn--kln-sna.example")]
)
def test_the_server_hears_bare_addresses(clock, sink, settings, sender, domain, heard):
    settings.DEFAULT_FROM_EMAIL = sender.format(domain)
    MailFactory(to=f"a+b@{domain}")

    assert services.deliver_due(clock) == 1
    assert sink.senders == [f"info@{heard}"]
    assert sink.arrivals() == {f"a+b@{heard}": 1}


def test_an_address_that_is_busy_is_tried_again_and_the_others_leave(clock, sink):
    sink.answers["busy@example.org"] = "450 Try later"
    MailFactory(to="busy@example.org")
    MailFactory(to="here@example.org")

    services.deliver_due(clock)
    assert statuses() == {"busy@example.org": "queued", "here@example.org": "sent"}

    sink.answers.clear()
    clock.move(minutes=1)
    services.deliver_due(clock)
    assert sink.arrivals() == {"busy@example.org": 1, "here@example.org": 1}


def test_a_server_that_ends_the_session_gets_the_next_letter_in_a_new_one(clock, sink):
    sink.answers["one-too-many@example.org"] = "421 Enough for this session"
    MailFactory(to="one-too-many@example.org")
    MailFactory(to="here@example.org")

    services.deliver_due(clock)

    assert statuses() == {"one-too-many@example.org": "queued", "here@example.org": "sent"}


@pytest.mark.parametrize("keeps_it", [True, False])
def test_a_server_that_takes_a_letter_and_falls_silent_leaves_a_doubt_for_a_person(
    clock, sink, settings, keeps_it
):
    settings.EMAIL_TIMEOUT = 1
    sink.silences["first@example.org"] = keeps_it
    MailFactory(to="first@example.org")
    MailFactory(to="second@example.org")

    services.deliver_due(clock)
    assert statuses() == {"first@example.org": "in_doubt", "second@example.org": "queued"}

    clock.move(minutes=1)
    services.deliver_due(clock)
    assert statuses() == {"first@example.org": "in_doubt", "second@example.org": "sent"}
    assert sink.arrivals()["first@example.org"] == keeps_it


def test_the_message_id_on_the_wire_is_the_rows(clock, sink):
    row = MailFactory(to="reader@example.org")

    services.deliver_due(clock)

    assert sink.letters == [("reader@example.org", row.message_id)]


def test_a_reader_with_letters_beyond_ascii_is_named_as_such(clock, settings):
    settings.MAIL_SERVER_TAKES_SMTPUTF8 = True
    sink = Sink(takes_letters=True)
    sink.controller.start()
    settings.EMAIL_BACKEND = "outbox.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    rows = [MailFactory(to=to) for to in ("ζωή@demo.example", "zoe@demo.example")]
    try:
        services.deliver_due(clock)
    finally:
        sink.controller.stop()

    assert set(statuses().values()) == {MailStatus.SENT}
    assert set(sink.arrivals()) == {row.to for row in rows}
    assert ["SMTPUTF8" in options for options in sink.options] == [True, False]
    assert sink.readers == ["ζωή@demo.example", "zoe@demo.example"]


def test_a_server_that_does_not_take_such_letters_after_all_is_told(clock, settings, sink):
    settings.MAIL_SERVER_TAKES_SMTPUTF8 = True
    MailFactory(to="ζωή@demo.example")

    services.deliver_due(clock)

    row = Mail.objects.get()
    assert row.status == MailStatus.QUEUED
    assert "SMTPUTF8 not supported" in row.why
