"""The header of the admin and its search over everything."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.tests.factories import (
    ApplicationFactory,
    CentreFactory,
    OrganisationFactory,
    UserFactory,
)
from p2i_site.rooms import ROOMS, SOUGHT

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(secretariat=True, name="Maria Desk"))
    return client


def test_each_list_of_the_admin_stands_in_one_room():
    listed = [label for room in ROOMS for label in room.lists]

    assert sorted(listed) == sorted(model._meta.label_lower for model in admin.site._registry)
    assert set(SOUGHT) <= set(listed)


def test_the_header_says_in_which_room_one_is(desk):
    shown = desk.get(reverse("admin:members_centre_changelist"))

    (room,) = [room for room in shown.context["rooms"] if room.is_here]
    (entry,) = [entry for entry in room.entries if entry.is_here]
    assert (str(room.label), str(entry.label)) == ("Network", "Centres")


def test_a_room_in_which_a_person_may_see_nothing_is_closed_to_them(client):
    client.force_login(UserFactory(staff=True))

    shown = client.get(reverse("admin:index"))

    assert [str(room.label) for room in shown.context["rooms"]] == ["Desk"]


@pytest.mark.parametrize("right", ["view_application", "view_user", "view_centre"])
def test_what_a_list_is_refused_to_the_search_does_not_tell(right, client):
    reader = UserFactory(staff=True)
    reader.user_permissions.add(Permission.objects.get(codename=right))
    client.force_login(reader)
    ApplicationFactory(submitted=True, centre_name="Lumen")
    CentreFactory(name="Lumen")
    UserFactory(name="Lumen Berg")

    shown = client.get(reverse("admin:search"), {"q": "lumen"})

    assert (shown.status_code, shown.context["groups"]) == (200, [])


def test_one_search_finds_cases_people_and_centres(desk):
    case = ApplicationFactory(submitted=True, centre_name="Lumen Centre")
    centre = CentreFactory(name="Lumen Institute")
    person = UserFactory(name="Lumen Berg")

    found = desk.get(reverse("admin:search"), {"q": "lumen"}).context["groups"]

    assert [[str(row.label) for row in group.rows] for group in found] == [
        [f"{case.reference}: {case.title}"],
        [str(person)],
        [str(centre)],
    ]


def test_the_only_thing_that_is_found_is_opened_at_once(desk):
    case = ApplicationFactory(submitted=True)

    response = desk.get(reverse("admin:search"), {"q": case.reference})

    assert response["Location"] == reverse("admin:members_application_change", args=[case.pk])


def test_drafts_are_not_found(desk):
    draft = ApplicationFactory(complete=True, centre_name="Secret draft")

    shown = desk.get(reverse("admin:search"), {"q": draft.reference})

    assert shown.status_code == 200
    assert shown.context["groups"] == []


def test_searching_costs_the_same_however_much_is_found(desk):
    ApplicationFactory(submitted=True, centre_name="Lumen 1")
    ApplicationFactory(submitted=True, centre_name="Lumen 2")
    OrganisationFactory(name="Lumen Host")
    with CaptureQueriesContext(connection) as few:
        desk.get(reverse("admin:search"), {"q": "lumen"})
    for number in range(8):
        ApplicationFactory(submitted=True, centre_name=f"Lumen more {number}")
        OrganisationFactory(name=f"Lumen Host {number}")

    with CaptureQueriesContext(connection) as many:
        desk.get(reverse("admin:search"), {"q": "lumen"})

    assert len(few) == len(many)
