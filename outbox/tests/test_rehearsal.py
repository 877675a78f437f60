"""What a step would send is found by trying it; nothing of that is kept."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from common.admin.steps import Trial
from common.refusals import Refused
from members.tests.factories import UserFactory
from outbox import services
from outbox.models import Mail
from outbox.rehearsal import rehearsed
from outbox.tests.factories import MailFactory

pytestmark = pytest.mark.django_db


def write_to(people, *, later=timedelta()):
    now = timezone.now()
    for person in people:
        services.queue(
            "outbox.test_letter",
            key=f"rehearsal:{person.pk}:{later}",
            to=person.email,
            user=person,
            about=person,
            now=now,
            due_at=now + later,
        )


def trial(act):
    return Trial(UserFactory(), {}, act)


def test_one_letter_stands_for_its_kind_with_all_whom_it_goes_to():
    people = UserFactory.create_batch(2)
    now = timezone.now()

    def act():
        for person in people:
            services.queue(
                "outbox.test_letter",
                key=f"r:{person.pk}",
                to=person.email,
                user=person,
                about=person,
                now=now,
            )

    [letter] = rehearsed(trial(act))

    assert letter.to == tuple(map(str, people))
    assert letter.text.startswith("Test letter: mail from the Network arrives")
    assert letter.leaves_at is None


def test_nothing_of_the_rehearsal_is_kept():
    person = UserFactory()
    rehearsed(trial(partial(write_to, [person])))

    assert not Mail.objects.exists()


def test_what_leaves_later_says_when():
    [letter] = rehearsed(trial(partial(write_to, [UserFactory()], later=timedelta(days=3))))

    assert letter.leaves_at > timezone.now() + timedelta(days=2)


def test_what_was_queued_before_is_no_letter_of_the_step():
    MailFactory()

    assert rehearsed(trial(lambda: None)) == []


def test_a_refusal_comes_through_and_leaves_nothing():
    def act():
        write_to([UserFactory()])
        raise Refused("No.")

    with pytest.raises(Refused):
        rehearsed(trial(act))
    assert not Mail.objects.exists()
