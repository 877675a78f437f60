import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from members.applications.permissions import can_see_evidence
from members.tests.factories import (
    ApplicationFactory,
    CollaboratorFactory,
    EvidenceFactory,
    RepresentativeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("traits", [{}, {"submitted": True}])
def test_the_applicants_own_people_see_the_evidence_of_their_application_only(traits):
    application = ApplicationFactory(**traits)
    colleague = CollaboratorFactory(application=application)

    assert can_see_evidence(colleague, application)
    assert not can_see_evidence(colleague, ApplicationFactory(**traits))


def test_whoever_was_removed_sees_it_no_longer():
    application = ApplicationFactory()
    removed = CollaboratorFactory(application=application, removed_at=timezone.now())

    assert not can_see_evidence(removed, application)


def test_the_secretariat_sees_it_once_it_is_submitted(secretariat):
    assert can_see_evidence(secretariat, ApplicationFactory(submitted=True))
    assert not can_see_evidence(secretariat, ApplicationFactory())


def test_a_delegate_sees_it_with_a_motion_only():
    delegate, application = RepresentativeFactory().user, ApplicationFactory(submitted=True)

    assert not can_see_evidence(delegate, application)
    assert can_see_evidence(delegate, application, reads_the_motion=True)


def test_nobody_else_sees_it():
    application = ApplicationFactory(submitted=True)

    assert not can_see_evidence(UserFactory(staff=True), application)
    assert not can_see_evidence(AnonymousUser(), application)


def test_a_member_of_staff_without_the_right_gets_no_file(client):
    application = ApplicationFactory(submitted=True)
    evidence = EvidenceFactory(application=application)
    client.force_login(UserFactory(staff=True))

    page = reverse("admin:members_application_evidence", args=[application.pk, evidence.pk])

    assert client.get(page).status_code == 403
