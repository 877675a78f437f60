"""The page of all that waits, and the number beside its link."""

import pytest
from django.urls import reverse

from common import waiting
from knowledge_exchange.tests.factories import ActionFactory
from members.enums import RepresentativeRole
from members.privacy import facts
from members.tests.factories import (
    ApplicationFactory,
    ReconfirmationFactory,
    RepresentativeFactory,
    UserFactory,
)
from proposals import views

pytestmark = pytest.mark.django_db


def parts_of(client, **pages):
    return client.get(reverse("tasks"), pages).context["parts"]


def test_each_thing_has_one_link_and_its_day(client):
    delegate = RepresentativeFactory()
    row = ReconfirmationFactory(centre=delegate.centre)
    client.force_login(delegate.user)

    shown = client.get(reverse("tasks")).content.decode()

    assert shown.count(reverse("members:reconfirm", args=[row.centre.slug])) == 1
    assert "due on 2 December 2026" in " ".join(shown.split())
    assert "Nothing waits for somebody else of your centre." in shown


def test_an_observer_sees_it_among_the_colleagues_and_has_an_empty_page_in_words(client):
    delegate = RepresentativeFactory()
    ReconfirmationFactory(centre=delegate.centre)
    observer = RepresentativeFactory(centre=delegate.centre, role=RepresentativeRole.OBSERVER)
    client.force_login(observer.user)

    parts = parts_of(client)

    assert (parts["you"].count, parts["colleagues"].count) == (0, 1)
    assert "Nothing waits for you" in client.get(reverse("tasks")).content.decode()


def test_the_most_urgent_comes_first_and_what_has_no_day_last(client):
    delegate = RepresentativeFactory()
    actions = {
        day: ActionFactory(centre=delegate.centre, due_on=day, what=f"By {day}")
        for day in ("2026-12-24", None, "2026-12-01")
    }
    client.force_login(delegate.user)

    titles = [thing.title for thing in parts_of(client)["you"].things]

    assert titles == [actions[day].what for day in ("2026-12-01", "2026-12-24", None)]


def test_a_long_list_has_pages_and_odd_numbers_are_the_first(client, monkeypatch):
    monkeypatch.setattr(views, "PER_PAGE", 2)
    monkeypatch.setattr(facts, "PAGES", {})  # nothing to enter
    ApplicationFactory.create_batch(2, submitted=True)
    client.force_login(UserFactory(secretariat=True))  # who is also asked for a second step

    first, second, odd = (parts_of(client, you=number)["you"] for number in ("1", "2", "x"))

    assert (len(first.things), first.before, first.after) == (2, "", "?you=2#you")
    assert (len(second.things), second.before, second.after) == (1, "?you=1#you", "")
    assert [thing.row for thing in odd.things] == [thing.row for thing in first.things]


def test_the_badge_is_counted_once_and_anew_after_what_the_person_does(
    client, settings, django_assert_num_queries
):
    settings.BADGE_SECONDS = 60
    delegate = RepresentativeFactory()
    ReconfirmationFactory(centre=delegate.centre)
    client.force_login(delegate.user)

    assert waiting.badge(delegate.user) == 1
    ActionFactory(centre=delegate.centre)
    with django_assert_num_queries(0):
        assert waiting.badge(delegate.user) == 1
    client.post(reverse("members:preferences"), {"name": "Ada"})
    assert waiting.badge(delegate.user) == 2


def test_the_page_of_tasks_is_found_once_and_anew_after_what_the_person_does(client, settings):
    settings.BADGE_SECONDS = 60
    delegate = RepresentativeFactory()
    ReconfirmationFactory(centre=delegate.centre)
    client.force_login(delegate.user)

    def titles():
        return [thing.title for thing in parts_of(client)["you"].things]

    first, again = titles(), titles()
    action = ActionFactory(centre=delegate.centre)
    meanwhile = titles()
    client.post(reverse("members:preferences"), {"name": "Ada"})
    anew = titles()

    assert first == again == meanwhile
    assert len(first) == 1
    assert any(action.what in title for title in anew)
    assert len(anew) == 2
