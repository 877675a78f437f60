"""The files of a dossier, and who reads them."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from members.tests.factories import (
    EvidenceFactory,
)
from voting.tests.factories import open_motion
from voting.tests.pages import page, text

pytestmark = pytest.mark.django_db
MEMBERS = ["delegate", "alternate", "other", "chair", "own observer", "observer", "secretariat"]


@pytest.fixture
def stored(motion):
    evidence = EvidenceFactory.build(
        application=motion.application,
        link="",
        filename="budget.pdf",
        content_type="application/pdf",
        size=4,
        sha256="a" * 64,
    )
    evidence.file.save("budget.pdf", ContentFile(b"%PDF"))
    return evidence


def evidence_page(motion, evidence):
    return reverse("voting:evidence", args=[motion.pk, evidence.pk])


@pytest.mark.sample(3)
@pytest.mark.parametrize("role", MEMBERS)
def test_who_reads_the_dossier_reads_its_files(as_role, motion, stored, role):
    client = as_role(role)

    assert evidence_page(motion, stored) in text(client.get(page("motion", motion)))
    response = client.get(evidence_page(motion, stored))
    assert b"".join(response.streaming_content) == b"%PDF"
    assert response["Content-Disposition"] == 'attachment; filename="budget.pdf"'
    response.close()


@pytest.mark.parametrize("role, status", [("stranger", 403), ("outsider", 403), ("public", 302)])
def test_nobody_else_does(as_role, motion, stored, role, status):
    assert as_role(role).get(evidence_page(motion, stored)).status_code == status


def test_a_motion_leads_only_to_the_evidence_of_its_own_application(as_role, motion, stored):
    other = open_motion(now=timezone.now())

    assert as_role("delegate").get(evidence_page(other, stored)).status_code == 404


def test_a_link_is_no_file(as_role, motion):
    link = motion.application.evidence.exclude(link="").first()

    assert as_role("delegate").get(evidence_page(motion, link)).status_code == 404
