import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common import typesetting
from common.tests.accessible_pdf import faults_in
from members.applications import dossier
from members.applications.dossier import paper
from members.applications.tests.test_applicant_pages import open_by_link, page
from members.enums import ApplicationStatus
from members.models import Application
from members.tests.factories import (
    NOW,
    ApplicationFactory,
    CaseNoteFactory,
    ConflictFactory,
    EvidenceFactory,
    FindingFactory,
    UserFactory,
)
from outbox.tests.factories import MailFactory
from uploads.tests.test_checking import pdf

pytestmark = pytest.mark.django_db
SECRET = "planted secret"


@pytest.fixture
def staff():
    return UserFactory(secretariat=True, name=SECRET, email="planted-secret@example.org")


@pytest.fixture
def application(staff):
    """Decided against, with a file, a question, and much that is nobody's but the desk's."""
    found = ApplicationFactory(under_review=True, assigned_to=staff)
    content = SimpleUploadedFile("decree.pdf", pdf())
    sums = hashlib.sha256(pdf()).hexdigest()
    EvidenceFactory(
        application=found, link="", file=content, filename="decree.pdf", size=9, sha256=sums
    )
    found.clarifications.create(
        question="Who gave it?",
        criterion="mandate",
        asked_at=NOW,
        asked_by=staff,
        due_on="2026-11-16",
        answer="The king.",
        answered_at=NOW,
    )
    FindingFactory(
        application=found, verdict="not_met", note=SECRET, visibility="internal", by=staff
    )
    FindingFactory(
        application=found, criterion="resources", verdict="not_met", note="No budget.", by=staff
    )
    CaseNoteFactory(application=found, text=SECRET, by=staff)
    ConflictFactory(application=found, reason=SECRET, user=staff)
    found.events.create(at=NOW, by=staff, status="under_review", what="Review started", why=SECRET)
    found.events.create(at=NOW, status="under_review", what=SECRET, is_public_to_applicant=False)
    MailFactory(about=found, kind="members.application_received", sent=True, subject="We have it")
    MailFactory(about=found, kind="members.application_ineligible", subject=SECRET)
    Application.objects.update(
        status=ApplicationStatus.INELIGIBLE, decision_reasons="Two are missing.", decided_at=NOW
    )
    found.refresh_from_db()
    return found


@pytest.fixture
def packed(application):
    with dossier.archive(application, now=NOW) as file, zipfile.ZipFile(file) as found:
        yield found


def test_the_archive_holds_the_data_the_files_and_their_checksums(packed):
    names = packed.namelist()
    sums = dict(
        reversed(line.split("  ", 1)) for line in packed.read("SHA256SUMS").decode().splitlines()
    )

    assert names == ["application.json", "files/01-mandate-decree.pdf", "SHA256SUMS"]
    assert sums == {
        name: hashlib.sha256(packed.read(name)).hexdigest() for name in names if name in sums
    }
    assert set(sums) == set(names) - {"SHA256SUMS"}


def test_the_data_are_complete_and_in_utc(application, packed):
    data = json.loads(packed.read("application.json"))

    assert data["schema"] == "p2i-application/1"
    assert data["written_at"] == "2026-11-02T09:00:00Z"
    assert data["reference"] == application.reference
    assert data["answers"]["organisation"]["country"] == "PL"
    assert data["answers"]["mandate"]["statement"] == "The ministry gave the mandate."
    assert [row["file"] for row in data["evidence"]][-1] == "files/01-mandate-decree.pdf"
    assert [letter["kind"] for letter in data["correspondence"]] == ["mail", "question", "answer"]
    assert data["decision"]["reasons"] == "Two are missing."
    assert [row["note"] for row in data["decision"]["findings"]] == ["", "No budget."]
    assert [event["what"] for event in data["history"]] == ["Review started"]


def test_nothing_of_the_secretariats_own_is_in_either(application, packed):
    told = packed.read("application.json").decode() + paper.page_of(application, now=NOW)

    assert "No budget." in told
    for secret in (SECRET, "planted-secret", *(row.by.name for row in application.findings.all())):
        assert secret not in told


def test_before_a_decision_neither_findings_nor_reasons_are_told(application):
    Application.objects.update(status=ApplicationStatus.UNDER_REVIEW)
    application.refresh_from_db()

    told = paper.page_of(application, now=NOW)

    assert "No budget." not in told
    assert "Two are missing." not in told


def test_a_file_name_cannot_leave_its_folder_or_hide_another(application):
    EvidenceFactory(
        application=application,
        link="",
        file=SimpleUploadedFile("x.pdf", pdf()),
        filename="decree.pdf",
        sha256="x",
    )

    with dossier.archive(application, now=NOW) as file, zipfile.ZipFile(file) as found:
        names = [name for name in found.namelist() if name.startswith("files/")]

    assert names == ["files/01-mandate-decree.pdf", "files/02-mandate-decree.pdf"]


def test_the_pdf_is_tagged_and_named(client, application):
    open_by_link(client, application)

    response = client.get(page(application, "dossier_pdf"))

    assert response["Content-Disposition"] == f'attachment; filename="{application.reference}.pdf"'
    assert faults_in(response.content) == []
    with pikepdf.open(io.BytesIO(response.content)) as document:
        assert document.Root.MarkInfo.Marked
        assert application.reference in str(document.docinfo["/Title"])


def test_the_pdf_is_made_anew_only_when_something_has_changed(application, monkeypatch):
    pages = []
    make = lambda page, *sheets: pages.append(page) or b"PDF"  # noqa: E731
    monkeypatch.setattr(typesetting, "pdf_of", make)

    for minutes in range(3):
        paper.pdf(application, now=NOW + timedelta(minutes=minutes))
    assert len(pages) == 1
    assert "2 November 2026, 10:00 CET" in pages[0]
    Application.objects.filter(pk=application.pk).update(about="We have moved.")
    application.refresh_from_db()
    paper.pdf(application, now=NOW)
    assert "We have moved." in pages[1]


def test_without_pango_the_page_says_where_it_all_is(client, application, monkeypatch):
    def cannot(*_page):
        raise typesetting.TypesetterMissingError("no pango")

    monkeypatch.setattr(typesetting, "pdf_of", cannot)
    open_by_link(client, application)

    response = client.get(page(application, "dossier_pdf"), follow=True)

    assert b"The archive holds it all." in response.content


def test_the_archive_is_a_download(client, application):
    open_by_link(client, application)

    response = client.get(page(application, "dossier_archive"))

    assert response["Content-Type"] == "application/zip"
    content = b"".join(response.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
    response.close()


@pytest.mark.parametrize("name", ["dossier_pdf", "dossier_archive"])
def test_the_downloads_are_closed_to_a_strangers_browser(client, application, name):
    foreign = ApplicationFactory(complete=True)
    assert client.get(page(application, name)).status_code == 403
    open_by_link(client, foreign)

    assert client.get(page(application, name)).status_code == 403
    assert client.post(page(foreign, name)).status_code == 405


def test_a_draft_has_a_dossier_too():
    assert "Not given" in paper.page_of(ApplicationFactory(), now=NOW)


def test_the_archive_names_a_file_that_is_gone(application):
    evidence = application.evidence.get(link="")
    evidence.file.storage.delete(evidence.file.name)

    with dossier.archive(application, now=NOW) as packed, zipfile.ZipFile(packed) as archive:
        told = archive.read("MISSING.txt").decode()
        assert archive.namelist() == ["application.json", "MISSING.txt", "SHA256SUMS"]

    assert told.startswith("These files are no longer where the site keeps its files.")
    assert f"{evidence.sha256}  files/" in told
    assert "decree.pdf" in told
