import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.applications.tests.case_pages import case_url, press, step_url
from members.models import Collaborator, User
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CentreFactory,
    CollaboratorFactory,
    RepresentativeFactory,
    UserFactory,
)
from outbox.models import Mail
from tests.waiting import found

pytestmark = pytest.mark.django_db


def admin_pages(application):
    evidence = application.evidence.first()
    return [
        reverse("admin:members_application_changelist"),
        case_url(application),
        step_url(application, "take-up"),
        reverse("admin:members_application_evidence", args=[application.pk, evidence.pk]),
    ]


@pytest.mark.parametrize("role", ["delegate", "alternate", "observer"])
def test_representatives_do_not_enter_the_admin(client, role):
    application = ApplicationFactory(submitted=True)
    client.force_login(RepresentativeFactory(role=role).user)

    for page in admin_pages(application):
        assert client.get(page).status_code in (302, 403), page


def test_staff_without_the_right_see_no_case(client):
    application = ApplicationFactory(submitted=True)
    client.force_login(UserFactory(staff=True))

    for page in admin_pages(application):
        assert client.get(page).status_code == 403, page


def test_strangers_are_asked_to_log_in(client):
    application = ApplicationFactory(submitted=True)

    for page in admin_pages(application):
        assert client.get(page).status_code == 302, page


def test_the_queue_holds_what_was_submitted_and_no_draft(desk):
    submitted = ApplicationFactory(submitted=True)
    draft = ApplicationFactory(complete=True)

    written = desk.get(reverse("admin:members_application_changelist")).content.decode()

    assert submitted.reference in written
    assert draft.reference not in written
    assert desk.get(case_url(draft)).status_code == 404


def test_the_list_costs_the_same_at_every_length(desk, django_assert_num_queries):
    page = reverse("admin:members_application_changelist")
    ApplicationFactory(submitted=True)
    with CaptureQueriesContext(connection) as short:
        desk.get(page)
    for _more in range(12):
        ApplicationFactory(submitted=True)

    with django_assert_num_queries(len(short)):
        desk.get(page)


def test_only_a_superuser_hands_out_rights(desk, secretariat):
    user = UserFactory()
    page = reverse("admin:members_user_edit", args=[user.pk])

    desk.post(page, {"email": user.email, "name": "New name", "is_staff": "on"})

    user.refresh_from_db()
    assert user.name == "New name"
    assert not user.is_staff


def test_the_secretariat_cannot_act_as_somebody_else(desk):
    """Neither by a password of its own choosing nor by moving the login to another address."""
    delegate = RepresentativeFactory().user
    password_page = reverse("admin:auth_user_password_change", args=[delegate.pk])
    words = {"password1": "a-stolen-login", "password2": "a-stolen-login"}

    refused = desk.post(password_page, words)
    desk.post(
        reverse("admin:members_user_edit", args=[delegate.pk]),
        {"email": "mine@example.org", "name": "New name"},
    )

    assert refused.status_code == 403
    known = delegate.email
    delegate.refresh_from_db()
    assert (delegate.email, delegate.name) == (known, "New name")


def test_the_secretariat_cannot_touch_a_superusers_login(desk):
    chief = UserFactory(is_staff=True, is_superuser=True)

    for name in ("auth_user_password_change", "members_user_edit"):
        page = reverse(f"admin:{name}", args=[chief.pk])
        assert desk.post(page, {"email": "x@example.org"}).status_code == 403


def test_a_new_login_has_no_password_until_its_person_chooses_one(desk):
    desk.post(reverse("admin:members_user_add"), {"email": "New@Example.org", "name": "New"})
    person = User.objects.get(email="new@example.org")

    desk.post(
        reverse("admin:members_user_bulk", args=["mail_password_link"]),
        {"chosen": [person.pk], "confirm": "yes"},
    )

    assert not person.has_usable_password()
    assert Mail.objects.get(user=person).kind == "members.password_link"


def test_a_member_without_a_delegate_waits_on_the_desk(desk, secretariat):
    CentreFactory(member=True, name="Silent centre")
    RepresentativeFactory(centre=CentreFactory(member=True, name="Spoken for"))
    row = found(secretariat, NOW)["Members without a delegate"]

    written = desk.get(row.page).content.decode()

    assert row.count == 1
    assert "Silent centre" in written
    assert "Spoken for" not in written


def test_a_new_link_ends_the_old_ones_and_goes_to_the_owner(desk):
    application = ApplicationFactory(submitted=True)
    CollaboratorFactory(application=application)
    old = [person.link_token for person in application.collaborators.all()]

    said = desk.get(step_url(application, "new-link"))
    press(desk, application, "new-link")

    assert b"those of all colleagues too" in said.content
    assert not any(Collaborator.objects.by_link(token).exists() for token in old)
    sent = Mail.objects.get(kind="members.application_link")
    assert sent.to == application.contact_email
