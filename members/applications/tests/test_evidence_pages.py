import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from common.edit_conflicts import fingerprint
from members.applications.evidence_forms import EvidenceForm
from members.applications.services import writing
from members.applications.tests.test_applicant_pages import open_by_link, page
from members.enums import ApplicationStatus
from members.tests.factories import NOW, ApplicationFactory, EvidenceFactory
from uploads.tests.test_checking import PNG, pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(client):
    application = ApplicationFactory()
    open_by_link(client, application)
    return application


@pytest.fixture
def asked(client, secretariat):
    """An application with an open question that names no criterion."""
    application = ApplicationFactory(submitted=True, status=ApplicationStatus.CLARIFICATION)
    question = application.clarifications.create(
        question="Who gave it?", asked_at=NOW, asked_by=secretariat, due_on="2026-11-16"
    )
    open_by_link(client, application)
    return question


def file(name, content=None):
    return SimpleUploadedFile(name, content or pdf())


def titles(application):
    return list(application.evidence.values_list("title", flat=True))


def test_one_file_takes_the_title_that_was_given(client, opened):
    facts = {"title": "Decree", "language": "Polish", "pages": "3, 7-9", "issued_on": "2024-01-31"}

    client.post(page(opened, "mandate"), {"file": [file("d.pdf")], **facts})

    kept = opened.evidence.get()
    assert (kept.title, kept.language, kept.pages) == ("Decree", "Polish", "3, 7-9")
    assert kept.issued_on.isoformat() == "2024-01-31"
    written = client.get(page(opened, "mandate")).content.decode()
    assert "pages 3, 7-9 · Polish · issued on 31 January 2024" in written


@pytest.mark.parametrize(
    "title, expected",
    [("", ["a.pdf", "b.png"]), ("Decree", ["Decree: a.pdf", "Decree: b.png"])],
)
def test_several_files_at_once_are_one_piece_each(client, opened, title, expected):
    client.post(
        page(opened, "mandate"), {"file": [file("a.pdf"), file("b.png", PNG)], "title": title}
    )

    assert titles(opened) == expected


def test_a_link_and_a_file_may_come_together(client, opened):
    typed = {"file": [file("a.pdf")], "link": "example.org/decree", "title": "Decree"}

    client.post(page(opened, "mandate"), typed)

    assert titles(opened) == ["a.pdf", "Decree"]


def test_the_files_that_were_fine_are_kept_and_named(client, opened):
    files = [file("good.pdf"), file("bad.pdf", b"MZ"), file("also-good.png", PNG)]

    response = client.post(page(opened, "mandate"), {"file": files, "language": "Polish"})

    written = response.content.decode()
    assert response.status_code == 200
    assert "Kept as evidence: “good.pdf” and “also-good.png”." in written
    assert "“bad.pdf”: The content of this file is not what its name (.pdf) says." in written
    assert '<option value="Polish" selected>' in written
    assert titles(opened) == ["good.pdf", "also-good.png"]


def test_a_wrong_date_costs_no_file_and_keeps_the_link(client, opened):
    typed = {"file": [file("a.pdf")], "link": "https://example.org/d", "title": "Decree"}

    response = client.post(page(opened, "mandate"), {**typed, "issued_on": "2999-01-01"})

    assert b"This day is still to come." in response.content
    assert b'value="https://example.org/d"' in response.content
    assert titles(opened) == ["a.pdf"]


def test_all_files_together_have_a_limit_that_is_told(client, opened, settings):
    settings.EVIDENCE_MAX_TOTAL_BYTES = 1000
    EvidenceFactory(application=opened, link="", file="x", sha256="x", size=700)

    response = client.post(page(opened, "mandate"), {"file": [file("more.pdf")]})

    assert "may take 1000\xa0bytes together; 700\xa0bytes are taken" in response.content.decode()
    assert opened.evidence.count() == 1


def test_the_number_of_pieces_has_a_limit_that_is_told(client, opened, settings):
    settings.EVIDENCE_MAX_FILES = 1

    response = client.post(
        page(opened, "mandate"), {"file": [file("first.pdf"), file("second.pdf")]}
    )

    written = response.content.decode()
    assert "“second.pdf”: An application holds up to 1 pieces of evidence" in written
    assert "Kept as evidence: “first.pdf”." in written


def test_the_help_says_how_much_fits_into_one_request():
    assert "up to 20 MB sent at once" in str(EvidenceForm().fields["file"].help_text)


def test_evidence_with_an_answer_belongs_to_its_question_and_criterion(client, asked):
    application = asked.application
    typed = {"answer": "Six people.", "file": [file("chart.pdf")], "criterion": "resources"}

    client.post(page(application, "answer"), typed)

    given = asked.evidence.get()
    assert (given.title, given.criterion) == ("chart.pdf", "resources")
    asked.refresh_from_db()
    assert asked.answer == "Six people."


def test_a_refused_file_keeps_the_answer_back_and_the_other_file_removable(client, asked):
    application = asked.application
    files = [file("good.pdf"), file("bad.pdf", b"MZ")]

    response = client.post(page(application, "answer"), {"answer": "Six people.", "file": files})

    assert b"Six people.</textarea>" in response.content
    asked.refresh_from_db()
    assert asked.answer == ""
    given = asked.evidence.get()
    remove = reverse("members:remove_evidence", args=[application.reference, given.pk])
    assert remove in response.content.decode()
    assert client.post(remove)["Location"] == page(application, "answer")
    assert not asked.evidence.exists()


def test_evidence_of_a_submitted_application_is_not_removed(client, asked):
    application = asked.application
    path = page(application, "remove_evidence", application.evidence.first().pk)

    response = client.post(path, follow=True)

    assert b"can no longer be changed" in response.content
    assert application.evidence.count() == 4


def change(application, evidence):
    return page(application, "change_evidence", evidence.pk)


def test_what_is_said_of_evidence_can_be_changed(client, opened):
    evidence = EvidenceFactory(application=opened)
    address = change(opened, evidence)
    assert address in client.get(page(opened, "mandate")).content.decode()

    wrong = client.post(address, {"title": "", "issued_on": "2999-01-01"})
    right = client.post(address, {"title": "Law", "issued_on": "2024-01-31", "pages": "3"})

    assert b"This day is still to come." in wrong.content
    assert right["Location"] == page(opened, "mandate")
    evidence.refresh_from_db()
    assert (evidence.title, evidence.issued_on.year, evidence.pages) == ("Law", 2024, "3")


def test_a_colleagues_change_of_evidence_is_not_overwritten(client, opened):
    evidence = EvidenceFactory(application=opened)
    seen = fingerprint(writing.facts_of(evidence))
    writing.describe_evidence(opened, evidence, {"title": "Their title"})

    response = client.post(change(opened, evidence), {"title": "My title", "seen": seen})

    written = response.content.decode()
    assert response.status_code == 409
    assert "<p>Their title</p>" in written
    assert 'value="My title"' in written
    evidence.refresh_from_db()
    assert evidence.title == "Their title"


def test_evidence_of_others_or_of_a_submitted_application_is_not_changed(client, asked):
    application = asked.application
    own, foreign = application.evidence.first(), EvidenceFactory()

    late = client.post(change(application, own), {"title": "New"}, follow=True)
    crossed = client.post(change(application, foreign), {"title": "New"})

    assert b"can no longer be changed" in late.content
    assert crossed.status_code == 404
    assert client.post(change(foreign.application, foreign)).status_code == 403
    assert not application.evidence.filter(title="New").exists()
