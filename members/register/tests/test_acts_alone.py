"""What one person writes by a raw form of the admin stands where all members read it."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from common.tests.step_pages import fields, text
from members.tests.factories import (
    CentreFactory,
    CoChairTermFactory,
    MembershipFactory,
    OrganisationFactory,
    RepresentativeFactory,
    UserFactory,
)
from proposals.admin_marks import MarkedAloneMixin
from proposals.models import ActAlone

pytestmark = pytest.mark.django_db
LEAVE_A_TRACE_OF_THEIR_OWN = {
    "ProcessRules": "its page of adding leads to a step for two people",
    "Founding": "nothing of it holds before two delegates have agreed to all of it",
    "QuestionTemplate": "texts to begin a question with; nothing of the register",
}


@pytest.fixture
def chief(client):
    superuser = UserFactory(is_staff=True, is_superuser=True, name="Chief")
    client.force_login(superuser)
    return superuser


def page(obj, name="edit"):
    return reverse(f"admin:members_{obj._meta.model_name}_{name}", args=[obj.pk])


def read_by_a_member(client):
    client.force_login(RepresentativeFactory().user)
    return text(client.get(reverse("members:acts_alone")))


def test_every_form_of_the_register_that_writes_is_marked_and_none_deletes(chief):
    request = RequestFactory().get("/")
    request.user = chief
    for model in apps.get_app_config("members").get_models():
        registered = admin.site._registry.get(model)
        if registered is None or model.__name__ in LEAVE_A_TRACE_OF_THEIR_OWN:
            continue
        writes = registered.has_add_permission(request) or registered.has_change_permission(request)
        assert not writes or isinstance(registered, MarkedAloneMixin), model
        assert not registered.has_delete_permission(request), model


def test_proposals_and_acts_alone_have_no_form_at_all(chief):
    own = set(apps.get_app_config("proposals").get_models())

    assert not own & set(admin.site._registry)


CHANGES = {
    "centre": (lambda: CentreFactory(member=True), "slug", {"name": "Another name"}),
    "host": (OrganisationFactory, "country", {"country": "SE"}),
    "membership": (MembershipFactory, "notes", {"notes": "Heard of it."}),
    "term": (CoChairTermFactory, "term", {"term": "2030"}),
    "person": (UserFactory, "wants_reminders", {"name": "Pia Puppet"}),
    "rights": (UserFactory, "wants_reminders", {"is_staff": "on"}),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_raw_change_of_a_superuser_is_read_by_every_member(client, chief, name):
    make, having, changes = CHANGES[name]
    obj = make()
    typed = fields(client.get(page(obj)), having=having)

    client.post(page(obj), {**typed, **changes})

    act = ActAlone.objects.get()
    assert (act.by, act.subject) == (chief, obj)
    assert act.words.startswith("Changed by a form: ")
    assert not any(str(value) in act.words for value in changes.values() if value != "on")
    obj.refresh_from_db()
    shown = read_by_a_member(client)
    assert act.words in shown
    assert "Chief" in shown


@pytest.mark.parametrize("who", ["chief", "secretariat"])
def test_a_clerk_is_marked_as_a_superuser_is(client, who):
    by = UserFactory(secretariat=True)
    if who == "chief":
        by = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(by)
    host = OrganisationFactory()

    client.post(page(host), {**fields(client.get(page(host)), having="country"), "country": "SE"})

    assert ActAlone.objects.get().by == by


@pytest.mark.parametrize(
    ("model", "typed"),
    [
        ("centre", {"name": "New", "slug": "new", "country": "SE"}),
        ("organisation", {"name": "New", "country": "SE"}),
        ("user", {"email": "new@example.org", "name": "New"}),
    ],
)
def test_what_is_added_by_a_form_is_marked(client, chief, model, typed):
    add = reverse(f"admin:members_{model}_add")
    blank = fields(client.get(add), having=next(iter(typed)))

    client.post(add, {**blank, **typed})

    assert ActAlone.objects.get().words.startswith("Entered by a form: ")


def test_a_form_that_changed_nothing_leaves_no_entry(client, chief):
    host = OrganisationFactory()

    client.post(page(host), fields(client.get(page(host)), having="country"))

    assert not ActAlone.objects.exists()
