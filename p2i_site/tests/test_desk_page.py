"""The desk says since when background work has not run, and stays quiet when it does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from members.tests.factories import UserFactory
from outbox import services as outbox
from p2i_site import VERSION

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(secretariat=True))
    return lambda: " ".join(client.get(reverse("admin:index")).content.decode().split())


def test_before_the_first_tick_it_stands_out(desk):
    assert "<h2>Background work does not run</h2>" in desk()
    assert "It has not run yet" in desk()


def test_a_silent_beat_stands_out_with_the_time_of_its_last_tick(desk):
    outbox.tick(timezone.now() - timedelta(hours=2))

    shown = desk()

    assert "<h2>Background work does not run</h2>" in shown
    assert "2 hours ago" in shown
    assert "No vote gets longer and no email is lost." in shown


def test_a_beat_that_ticks_stays_quiet(desk):
    outbox.tick(timezone.now())

    shown = desk()

    assert "Background work last ran" in shown
    assert "does not run" not in shown


def test_the_foot_of_the_admin_says_which_version_runs(desk):
    assert f"Version {VERSION}" in desk()


def test_the_pages_that_the_law_asks_for_are_linked_from_the_admin_too(desk):
    shown = desk()

    for name in ("about", "privacy", "accessibility", "cookies", "legal"):
        assert f'href="{reverse(f"members:{name}")}"' in shown
