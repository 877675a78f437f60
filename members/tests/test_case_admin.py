import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.enums import ApplicationStatus, Criterion
from members.tests.factories import (
    ApplicationFactory,
    EvidenceFactory,
    RepresentativeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def case_url(application):
    return reverse("admin:members_application_change", args=[application.pk])


def step_url(application, step):
    return reverse("admin:members_application_step", args=[application.pk, step])


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


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


def test_the_case_shows_statements_evidence_and_the_legal_steps_only(desk):
    application = ApplicationFactory(submitted=True)

    written = desk.get(case_url(application)).content.decode()

    assert "The ministry gave the mandate." in written
    assert step_url(application, "take-up") in written
    assert step_url(application, "eligible") not in written


def test_a_step_asks_before_it_acts(desk):
    application = ApplicationFactory(submitted=True)

    asked = desk.get(step_url(application, "take-up"))
    application.refresh_from_db()

    assert asked.status_code == 200
    assert application.status == ApplicationStatus.SUBMITTED


def test_from_the_queue_to_eligible(desk, secretariat):
    application = ApplicationFactory(submitted=True)
    desk.post(step_url(application, "take-up"), {"confirm": "yes"})
    for criterion in Criterion:
        desk.post(
            reverse("admin:members_application_finding", args=[application.pk, criterion]),
            {f"{criterion}-verdict": "met", f"{criterion}-note_text": ""},
        )
    desk.post(step_url(application, "eligible"), {"confirm": "yes"})

    application.refresh_from_db()
    assert application.status == ApplicationStatus.ELIGIBLE
    assert application.assigned_to == secretariat
    assert application.findings.count() == 4


def test_a_finding_without_its_note_keeps_what_was_chosen(desk):
    application = ApplicationFactory(under_review=True)

    response = desk.post(
        reverse("admin:members_application_finding", args=[application.pk, "mandate"]),
        {"mandate-verdict": "unclear", "mandate-note_text": ""},
    )

    assert "Say what is missing or unclear." in response.content.decode()
    assert not application.findings.exists()


def test_declaring_not_eligible_needs_reasons(desk):
    application = ApplicationFactory(under_review=True)

    response = desk.post(step_url(application, "ineligible"), {"reasons": ""})

    assert response.status_code == 200
    application.refresh_from_db()
    assert application.status == ApplicationStatus.UNDER_REVIEW


def test_a_step_that_is_no_longer_possible_says_so(desk):
    application = ApplicationFactory(under_review=True)

    response = desk.post(step_url(application, "take-up"), {"confirm": "yes"}, follow=True)

    assert "no longer possible" in response.content.decode()


def test_unknown_steps_and_criteria_do_not_exist(desk):
    application = ApplicationFactory(under_review=True)

    assert desk.get(step_url(application, "burn")).status_code == 404
    unknown = reverse("admin:members_application_finding", args=[application.pk, "beauty"])
    assert desk.post(unknown).status_code == 404
    assert desk.get("/admin/members/application/abc/change/").status_code == 404


def test_the_case_page_costs_the_same_whatever_the_evidence(desk, django_assert_max_num_queries):
    application = ApplicationFactory(submitted=True)
    for _more in range(20):
        EvidenceFactory(application=application)

    with django_assert_max_num_queries(25):
        desk.get(case_url(application))


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
    page = reverse("admin:members_user_change", args=[user.pk])

    desk.post(page, {"email": user.email, "name": "New name", "is_staff": "on"})

    user.refresh_from_db()
    assert user.name == "New name"
    assert not user.is_staff


def test_the_secretariat_cannot_take_over_a_superusers_login(desk):
    chief = UserFactory(is_staff=True, is_superuser=True)

    for name in ("auth_user_password_change", "members_user_change"):
        page = reverse(f"admin:{name}", args=[chief.pk])
        assert desk.post(page, {"email": "x@example.org"}).status_code == 403
