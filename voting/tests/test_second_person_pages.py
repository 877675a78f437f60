"""A co-chair of another country finds a proposed change of the roll, and settles it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import database_time
from members.tests.factories import UserFactory
from outbox import services as outbox
from voting import services
from voting.tests.factories import make_alternate, make_co_chair, make_delegates, open_motion
from voting.tests.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    delegate, chair, other = make_delegates(3)
    return {"own": make_co_chair(delegate), "chair": make_co_chair(chair), "other": other}


@pytest.fixture
def motion(people):
    return open_motion(now=timezone.now())


@pytest.fixture
def proposed(motion, people):
    return services.propose_replacement(
        motion,
        leaving=people["own"].user,
        joining=make_alternate(people["own"]).user,
        reason="Left the ministry.",
        by=UserFactory(secretariat=True),
    )


@pytest.fixture
def page(motion, proposed):
    return reverse("voting:roll_change", args=[motion.pk, proposed.pk])


def test_the_co_chair_is_written_to_and_finds_it_among_the_tasks(client, people, page, mailoutbox):
    outbox.deliver_due(database_time)
    (letter,) = [letter for letter in mailoutbox if "waits for you" in letter.subject]
    assert letter.to == [people["chair"].user.email]
    assert page in letter.body
    client.force_login(people["chair"].user)

    assert page in text(client.get(reverse("tasks")))
    assert "Left the ministry." in text(client.get(page))


def test_the_co_chair_is_warned_of_what_looks_like_one_person(client, people, page, proposed):
    client.force_login(people["chair"].user)
    assert "look like one person" not in text(client.get(page))

    type(proposed.proposed_by).objects.filter(pk=proposed.proposed_by_id).update(
        name=people["chair"].user.name
    )

    assert "look like one person" in text(client.get(page))


@pytest.mark.parametrize("button, status", [("release", "confirmed"), ("discard", "discarded")])
def test_the_co_chair_settles_it(client, people, page, proposed, button, status):
    client.force_login(people["chair"].user)

    client.post(page, {button: "1"})

    proposed.refresh_from_db()
    assert (proposed.status, proposed.settled_by) == (status, people["chair"].user)
    assert "Release the change" not in text(client.get(page))
    assert page not in text(client.get(reverse("tasks")))


@pytest.mark.parametrize("role", ["own", "other"])
def test_nobody_else_of_the_members_may(client, people, page, proposed, role):
    client.force_login(people[role].user)

    assert page not in text(client.get(reverse("tasks")))
    assert client.get(page).status_code == 403
    assert client.post(page, {"release": "1"}).status_code == 403
    with pytest.raises(services.Refused):
        services.discard_amendment(proposed, by=people[role].user)
    proposed.refresh_from_db()
    assert proposed.status == "proposed"
