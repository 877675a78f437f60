from datetime import timedelta

import pytest
from django.db import transaction

from members.tests.factories import UserFactory
from outbox import services, tasks, waking
from outbox.models import Mail, MailStatus
from outbox.tests.factories import NOW, MailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rings(monkeypatch):
    """How often a worker was told to look."""
    rung = []
    monkeypatch.setattr(waking.current_app, "send_task", lambda name, **options: rung.append(name))
    return rung


def ask_for_a_mail(**changes):
    asked = {"key": "motion:1:opened", "to": "reader@example.org", "now": NOW, **changes}
    return services.queue("outbox.test_letter", about=UserFactory(), **asked)


def test_asking_twice_for_the_same_mail_makes_one_row():
    first = ask_for_a_mail()
    second = ask_for_a_mail(to="other@example.org")

    assert first == second
    assert Mail.objects.get().to == "reader@example.org"


def test_a_worker_that_was_told_and_has_not_looked_yet_is_not_told_again(rings):
    waking.wake_worker()
    waking.wake_worker()
    assert len(rings) == 1

    tasks.deliver_now()
    waking.wake_worker()
    assert len(rings) == 2


def test_a_worker_is_told_once_the_mail_is_stored(rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_a_mail()
        assert rings == []

    assert len(rings) == 1


def test_a_mail_that_is_due_later_rings_nobody(rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_a_mail(due_at=NOW + timedelta(days=1))

    assert rings == []


def test_a_transaction_that_fails_leaves_no_mail_and_rings_nobody(
    rings, django_capture_on_commit_callbacks
):
    @transaction.atomic
    def ask_and_fail():
        ask_for_a_mail()
        raise ZeroDivisionError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        ask_and_fail()

    assert not Mail.objects.exists()
    assert rings == []


def test_the_message_id_stays_the_same_for_the_same_mail():
    assert services.message_id("motion:1:opened") == services.message_id("motion:1:opened")
    assert services.message_id("motion:1:opened") != services.message_id("motion:2:opened")


def test_what_waits_can_be_taken_back_and_what_left_cannot():
    about = UserFactory()
    waiting, claimed, sent, other_kind, other_thing = (
        MailFactory(about=about),
        MailFactory(about=about, claimed=True),
        MailFactory(about=about, sent=True),
        MailFactory(about=about, kind="outbox.other"),
        MailFactory(),
    )

    count = services.cancel(about, kinds=["outbox.test_letter"], why="The vote is closed.")

    left = set(Mail.objects.exclude(status=MailStatus.CANCELLED))
    assert count == 2
    assert left == {sent, other_kind, other_thing}
    assert {mail.why for mail in Mail.objects.filter(pk__in=[waiting.pk, claimed.pk])} == {
        "The vote is closed."
    }


def test_a_test_letter_goes_to_oneself_once_a_minute():
    person = UserFactory()

    services.send_test_letter(by=person, now=NOW)
    services.send_test_letter(by=person, now=NOW + timedelta(seconds=30))
    services.send_test_letter(by=person, now=NOW + timedelta(seconds=60))

    assert [mail.to for mail in Mail.objects.all()] == [person.email] * 2


def test_a_held_mail_leaves_only_once_it_is_released(mailoutbox):
    mail = ask_for_a_mail(held=True)

    assert services.deliver_due(lambda: NOW) == 0
    assert services.release(Mail.objects.all(), due_at=NOW, now=NOW) == 1
    assert services.deliver_due(lambda: NOW) == 1
    mail.refresh_from_db()
    assert mail.status == MailStatus.SENT


def test_a_released_mail_waits_for_its_due_time(mailoutbox):
    ask_for_a_mail(held=True)
    later = NOW + timedelta(minutes=10)
    services.release(Mail.objects.all(), due_at=later, now=NOW)

    assert services.deliver_due(lambda: NOW) == 0
    assert services.deliver_due(lambda: later) == 1


def test_a_held_mail_can_be_taken_back():
    mail = ask_for_a_mail(held=True)

    assert services.cancel(mail.about, kinds=[mail.kind], why="The decision fell.") == 1
    assert services.release(Mail.objects.all(), due_at=NOW, now=NOW) == 0


def test_what_has_not_left_follows_to_another_address():
    about = UserFactory()
    rows = {
        status: MailFactory(about=about, to="old@example.org", status=status, **facts)
        for status, facts in (
            (MailStatus.HELD, {}),
            (MailStatus.QUEUED, {}),
            (MailStatus.SENT, {"sent_at": NOW}),
        )
    }
    elsewhere = MailFactory(to="old@example.org")

    services.readdress(about, was="OLD@example.org", to="new@example.org")

    for row in (*rows.values(), elsewhere):
        row.refresh_from_db()
    assert rows[MailStatus.HELD].to == rows[MailStatus.QUEUED].to == "new@example.org"
    assert rows[MailStatus.SENT].to == elsewhere.to == "old@example.org"
