import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.urls import reverse

from common.edit_conflicts import fingerprint
from members.applications.evidence_forms import EvidenceForm
from members.applications.services import writing
from members.applications.tests.test_applicant_pages import open_by_link, page
from members.enums import ApplicationStatus
from members.models import Evidence
from members.tests.factories import NOW, ApplicationFactory, EvidenceFactory
from uploads import checking
from uploads.inspection import Inspection
from uploads.room import NO_ROOM, NoRoomError, PrivateStorage
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
    assert "“bad.pdf”: This is a program, named .pdf." in written
    assert '<option value="Polish" selected>' in written
    assert titles(opened) == ["good.pdf", "also-good.png"]


def test_a_wrong_date_costs_no_file_and_keeps_the_link(client, opened):
    typed = {"file": [file("a.pdf")], "link": "https://example.org/d", "title": "Decree"}

    response = client.post(page(opened, "mandate"), {**typed, "issued_on": "2999-01-01"})

    assert b"This day is still to come." in response.content
    assert b'value="https://example.org/d"' in response.content
    assert titles(opened) == ["a.pdf"]


def test_facts_that_were_wrong_are_corrected_without_the_file(client, opened):
    typed = {"title": "Decree", "issued_on": "30.6.22", "pages": "3"}
    first = client.post(page(opened, "mandate"), {**typed, "file": [file("a.pdf")]})

    kept = opened.evidence.get()
    written = first.content.decode()
    assert (kept.title, kept.pages, kept.issued_on) == ("Decree", "3", None)
    assert f'<input type="hidden" name="kept" value="{kept.pk}">' in written
    assert change(opened, kept) in written
    still = {**typed, "kept": str(kept.pk), "title": "Decree 12"}
    assert f'value="{kept.pk}"' in client.post(page(opened, "mandate"), still).content.decode()
    right = client.post(page(opened, "mandate"), {**still, "issued_on": "30.6.2022"})

    assert right.status_code == 302
    kept = opened.evidence.get()
    assert (kept.title, kept.pages, str(kept.issued_on)) == ("Decree 12", "3", "2022-06-30")


def test_the_same_file_chosen_again_with_facts_set_right_is_no_fault(client, opened):
    typed, content = {"issued_on": "30.6.22"}, pdf()
    client.post(page(opened, "mandate"), {**typed, "file": [file("a.pdf", content)]})

    again = {"kept": str(opened.evidence.get().pk), "file": [file("a.pdf", content)]}
    response = client.post(page(opened, "mandate"), {**again, "issued_on": "30.6.2022"})

    assert response.status_code == 302
    assert str(opened.evidence.get().issued_on) == "2022-06-30"


def test_facts_of_evidence_that_is_gone_or_of_others_are_not_taken(client, opened):
    foreign = EvidenceFactory(pages="9")
    typed = {"kept": [str(foreign.pk), "x"], "issued_on": "30.6.2022", "pages": "3"}

    response = client.post(page(opened, "mandate"), typed)

    assert b"This piece of evidence was removed meanwhile." in response.content
    assert b'value="30 June 2022"' in response.content
    foreign.refresh_from_db()
    assert foreign.pages == "9"


def test_an_answer_waits_until_the_facts_of_its_evidence_are_right(client, asked):
    typed = {"answer": "Six people.", "issued_on": "30.6.22", "criterion": "resources"}
    client.post(page(asked.application, "answer"), {**typed, "file": [file("a.pdf")]})
    kept = asked.evidence.get()

    right = {**typed, "issued_on": "30.6.2022", "kept": str(kept.pk)}
    client.post(page(asked.application, "answer"), right)

    kept.refresh_from_db()
    asked.refresh_from_db()
    assert (str(kept.issued_on), asked.answer) == ("2022-06-30", "Six people.")


def test_all_files_together_have_a_limit_that_is_told(client, opened, settings):
    settings.EVIDENCE_MAX_TOTAL_BYTES = 1000
    EvidenceFactory(application=opened, link="", file="x", sha256="x", size=700)

    response = client.post(page(opened, "mandate"), {"file": [file("more.pdf")]})

    assert "may take 1000\xa0bytes together; 700\xa0bytes are taken" in response.content.decode()
    assert opened.evidence.count() == 1


def test_the_number_of_pieces_has_a_limit_that_is_told(client, opened, settings):
    settings.EVIDENCE_MAX_FILES = 1

    response = client.post(
        page(opened, "mandate"), {"file": [file("first.pdf"), file("second.png", PNG)]}
    )

    written = response.content.decode()
    assert "“second.png”: An application holds up to 1 pieces of evidence" in written
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


def test_evidence_with_an_answer_never_guesses_its_criterion(client, asked):
    typed = {"answer": "Six people.", "file": [file("chart.pdf")]}

    response = client.post(page(asked.application, "answer"), typed)

    assert "Choose the criterion that it supports." in response.content.decode()
    assert not asked.evidence.exists()


def test_a_refused_file_keeps_the_answer_back_and_the_other_file_removable(client, asked):
    application = asked.application
    files = [file("good.pdf"), file("bad.pdf", b"MZ")]

    typed = {"answer": "Six people.", "criterion": "mandate", "file": files}
    response = client.post(page(application, "answer"), typed)

    assert b"Six people.</textarea>" in response.content
    asked.refresh_from_db()
    assert asked.answer == ""
    given = asked.evidence.get()
    remove = reverse("members:remove_evidence", args=[application.reference, given.pk])
    assert remove in response.content.decode()
    assert client.post(remove)["Location"] == f"{page(application, 'answer')}{asked.pk}/"
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


def test_a_file_is_called_by_the_name_that_its_author_gave_it(client, opened):
    """As a Mac sends it: accents are characters of their own."""
    client.post(page(opened, "mandate"), {"file": [file("De\u0301cret n° 12-2024: projet?.pdf")]})

    kept = opened.evidence.get()
    assert kept.title == "Décret n° 12-2024: projet?.pdf"
    assert kept.filename == "Décret n° 12-2024_ projet_.pdf"
    address = reverse("members:evidence_file", args=[opened.reference, kept.pk])
    with closing(client.get(address)) as sent:
        told = sent["Content-Disposition"]
    assert told == "attachment; filename*=utf-8''D%C3%A9cret%20n%C2%B0%2012-2024_%20projet_.pdf"


def test_the_same_file_on_the_same_criterion_is_said_and_not_kept_twice(client, opened):
    content = pdf()
    first = {"file": [file("a.pdf", content)], "title": "Decree 12"}
    client.post(page(opened, "mandate"), first)

    files = [file("copy.pdf", content), file("b.png", PNG)]
    again = client.post(page(opened, "mandate"), {"file": files})

    said = again.content.decode()
    assert "“copy.pdf”: This file is already there for “mandate” as “Decree 12”" in said
    assert titles(opened) == ["Decree 12", "b.png"]
    client.post(page(opened, "resources"), {"file": [file("a.pdf", content)]})
    assert opened.evidence.filter(criterion="resources").count() == 1


def test_a_file_that_is_removed_can_be_added_again(client, opened):
    content = pdf()
    for _time in range(2):
        client.post(page(opened, "mandate"), {"file": [file("a.pdf", content)]})
        writing.remove_evidence(opened, opened.evidence.get())

    assert not opened.evidence.exists()


def test_the_database_keeps_no_file_twice_but_those_that_were_there_twice(opened):
    twice = {"application": opened, "link": "", "file": "x", "sha256": "f" * 64}
    EvidenceFactory(**twice)
    EvidenceFactory(**twice, copy=1)  # from before
    EvidenceFactory(**{**twice, "criterion": "resources"})
    EvidenceFactory(application=opened)
    EvidenceFactory(application=opened)  # links have no checksum

    with pytest.raises(IntegrityError, match="copy|each_file_once_for_a_criterion"):
        EvidenceFactory(**twice)


def test_files_that_were_there_twice_are_numbered_and_stay(opened):
    twice = {"application": opened, "link": "", "file": "x", "sha256": "f" * 64}
    rows = [EvidenceFactory(**twice, copy=copy) for copy in (0, 8, 9)]
    other = EvidenceFactory(**{**twice, "criterion": "resources"})

    import_module("members.migrations.0022_each_file_once").number_copies(apps, None)

    assert [Evidence.objects.get(pk=row.pk).copy for row in (*rows, other)] == [0, 1, 2, 0]


def test_a_full_disk_is_said_beside_the_files_and_costs_nothing_that_was_typed(
    client, opened, monkeypatch
):
    def full(storage, name, content):
        raise NoRoomError(str(NO_ROOM))

    monkeypatch.setattr(PrivateStorage, "_save", full)
    typed = {"text": "By decree.", "file": [file("a.pdf")], "title": "Decree 12", "seen": "x"}

    answer = client.post(page(opened, "mandate"), typed)

    shown = answer.content.decode()
    assert "“Decree 12”: There is no room left here to keep files" in shown
    assert "By decree." in shown
    assert 'value="Decree 12"' in shown
    assert titles(opened) == []


def test_more_files_than_may_be_looked_at_in_an_hour_are_refused_beside_the_field(
    client, opened, settings
):
    settings.EVIDENCE_CHECKS_PER_HOUR = 2
    files = [file("a.pdf", b"x"), file("b.pdf", b"x"), file("c.pdf")]

    answer = client.post(page(opened, "mandate"), {"file": files})

    shown = answer.content.decode()
    assert shown.count("plain text, named .pdf") >= 2
    assert "“c.pdf”: Up to 2 files are looked at in an hour." in shown
    assert titles(opened) == []


def test_files_that_take_long_do_not_hold_the_page_for_ever(client, opened, monkeypatch):
    monkeypatch.setattr("members.applications.evidence_forms.MOST_SECONDS", -1)

    answer = client.post(page(opened, "mandate"), {"file": [file("a.pdf")]})

    assert "“a.pdf”: The files before it took long" in answer.content.decode()


def test_a_file_of_an_answer_is_looked_at_once(client, asked, monkeypatch):
    looked_at = []
    monkeypatch.setattr(
        checking,
        "_inspect",
        lambda upload, _type: looked_at.append(upload.name) or Inspection(True),
    )

    typed = {"answer": "Six.", "criterion": "mandate", "file": [file("a.pdf")]}
    client.post(page(asked.application, "answer"), typed)

    assert looked_at == ["a.pdf"]


def test_a_file_that_is_gone_is_said_on_its_page_and_beside_its_title(client, opened):
    client.post(page(opened, "mandate"), {"file": [file("a.pdf")]})
    kept = opened.evidence.get()
    kept.file.storage.delete(kept.file.name)

    answer = client.get(reverse("members:evidence_file", args=[opened.reference, kept.pk]))

    assert answer.status_code == 404
    assert "This file is no longer where the site keeps its files." in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    shown = client.get(page(opened, "mandate")).content.decode()
    assert "the file is no longer where the site keeps its files" in shown


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_twice_at_once_is_kept_once():
    application = ApplicationFactory()
    together, content = threading.Barrier(2), pdf()

    def add(_which):
        upload = checking.check(file("a.pdf", content), max_bytes=9999)
        together.wait()
        try:
            writing.add_evidence(application, "mandate", now=NOW, title="A", upload=upload)
        except writing.AlreadyThere:
            return "said"
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(add, range(2))) == ["kept", "said"]
