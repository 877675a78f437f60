import pytest
from django.db import IntegrityError, transaction

from members.tests.factories import UserFactory
from outbox.models import Circular, CircularStatus, MailStatus, Tick
from outbox.tests.factories import NOW, MailFactory

pytestmark = pytest.mark.django_db


def refused_by(name):
    return pytest.raises(IntegrityError, match=name)


def test_the_same_mail_cannot_be_written_twice():
    MailFactory(key="motion:1:reminder:v1:7")

    with refused_by("key"), transaction.atomic():
        MailFactory(key="motion:1:reminder:v1:7", message_id="<another@example.org>")


def test_two_mails_cannot_share_a_message_id():
    MailFactory(message_id="<one@example.org>")

    with refused_by("message_id"), transaction.atomic():
        MailFactory(message_id="<one@example.org>")


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("mail_status_known", {"status": "lost"}),
        ("mail_is_sent_at_a_time", {"status": MailStatus.SENT}),
        ("mail_is_sent_at_a_time", {"status": MailStatus.QUEUED, "sent_at": NOW}),
        ("mail_in_work_is_held", {"status": MailStatus.CLAIMED}),
        ("mail_in_work_is_held", {"status": MailStatus.SENDING}),
        ("unsent_mail_says_why", {"status": MailStatus.FAILED}),
        ("unsent_mail_says_why", {"status": MailStatus.IN_DOUBT}),
        ("unsent_mail_says_why", {"status": MailStatus.CANCELLED}),
    ],
)
def test_the_database_refuses_a_mail_that_contradicts_itself(constraint, wrong):
    with refused_by(constraint), transaction.atomic():
        MailFactory(**wrong)


def test_there_is_one_tick_row():
    with refused_by("one_tick_row"), transaction.atomic():
        Tick.objects.create(pk=2, at=NOW)


def circular(**facts):
    """A draft, unless told otherwise."""
    words = {"subject": "S", "text": "T", "whom": "delegates", "audience": "members.roles"}
    by = facts.pop("written_by", None) or UserFactory()
    return Circular.objects.create(**{**words, "written_by": by, "written_at": NOW, **facts})


def released():
    return {
        "status": CircularStatus.RELEASED,
        "proposed_by": UserFactory(),
        "released_by": UserFactory(),
        "released_at": NOW,
        "starts_at": NOW,
    }


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("circular_status_known", lambda: {**released(), "status": "lost"}),
        ("circular_says_something_to_somebody", lambda: {"text": ""}),
        ("circular_says_something_to_somebody", lambda: {"whom": ""}),
        (
            "released_circular_says_by_whom_and_when",
            lambda: {**released(), "status": CircularStatus.DRAFT},
        ),
        ("released_circular_says_by_whom_and_when", lambda: {**released(), "released_by": None}),
        (
            "released_circular_says_by_whom_and_when",
            lambda: {**released(), "starts_at": NOW.replace(hour=1)},
        ),
        ("stopped_circular_says_by_whom_and_when", lambda: {**released(), "stopped_at": NOW}),
        (
            "stopped_circular_says_by_whom_and_when",
            lambda: {**released(), "status": CircularStatus.STOPPED},
        ),
    ],
)
def test_the_database_refuses_a_letter_to_many_that_contradicts_itself(constraint, wrong):
    facts = wrong()

    with refused_by(constraint), transaction.atomic():
        circular(**facts)


def test_the_database_refuses_a_letter_to_many_that_one_person_released_alone():
    alone = UserFactory()
    facts = {**released(), "proposed_by": alone, "released_by": alone}

    with refused_by("circular_is_released_by_another_person"), transaction.atomic():
        circular(**facts)
