"""The result as files, and the search among past votes."""

import csv
import io
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from common import typesetting
from common.tests.accessible_pdf import faults_in
from common.typesetting import pdf_of
from members.models import Centre
from members.tests.factories import two_people
from voting import services
from voting.models import Motion, RollEntry
from voting.records import minutes
from voting.tests.factories import cast, closed_motion, make_delegates
from voting.tests.pages import Voter, page, text

pytestmark = pytest.mark.django_db
FILES = ["minutes", "result_csv", "result_json"]


@pytest.fixture
def closed(motion, network):
    for role, choice in (("delegate", "yes"), ("other", "yes"), ("chair", "abstain")):
        reason = f'=HYPERLINK("R-{role}")'
        cast(motion, Voter(network[role]), choice, reason=reason, at=timezone.now())
    return services.close(motion, now=motion.closes_at)


@pytest.fixture
def certified(closed, network):
    now = closed.closes_at + timedelta(hours=1)
    return services.certify(closed, by=network["chair"], now=now, on=now.date())


def rows(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("role", ["public", "delegate", "secretariat"])
def test_no_file_before_the_count_nor_of_a_withdrawn_motion(as_role, motion, network, name, role):
    client = as_role(role)

    assert client.get(page(name, motion)).status_code == 404
    services.withdraw(motion, reasons="Why.", **two_people(), now=timezone.now())
    assert client.get(page(name, motion)).status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_before_certification_the_files_are_the_members(as_role, closed, name):
    assert as_role("public").get(page(name, closed)).status_code == 404
    assert as_role("stranger").get(page(name, closed)).status_code == 403
    assert as_role("observer").get(page(name, closed)).status_code == 200


def test_the_table_holds_the_roll_call_and_no_formula(as_role, closed):
    found = rows(as_role("observer").get(page("result_csv", closed)))

    assert found[0] == ["country", "unit", "centre", "status", "ballot", "reason"]
    assert [(row[1], row[4]) for row in found[1:]] == [
        ("AT", "yes"),
        ("DE", "yes"),
        ("NL", "abstain"),
    ]
    assert all(row[5].startswith("'=HYPERLINK") for row in found[1:])


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\r=1"])
def test_what_a_spreadsheet_would_calculate_is_quoted(text):
    line_breaks_written_as_one = text.replace("\r", "\n")
    assert minutes.plain(text) == f"'{line_breaks_written_as_one}"
    assert minutes.plain("No, as 1 = 1") == "No, as 1 = 1"


def test_the_public_gets_the_numbers_and_not_the_ballots(as_role, certified):
    client = as_role("public")
    data = client.get(page("result_json", certified))

    assert ["yes", "2"] in rows(client.get(page("result_csv", certified)))
    assert data.json()["result"]["counts"]["yes"] == 2
    assert "roll_call" not in data.json()
    assert "HYPERLINK" not in data.text


def test_the_data_name_the_head_of_the_record(as_role, certified):
    found = as_role("observer").get(page("result_json", certified)).json()

    assert certified.record.last().hash.startswith(found["record_head"])
    assert len(found["roll_call"]) == 3


def test_the_minutes_are_a_tagged_pdf_that_is_signed_off(as_role, certified, network):
    services_page = minutes.page_of(network["observer"], certified)
    content = as_role("observer").get(page("minutes", certified)).content
    pdf = pikepdf.open(io.BytesIO(content))

    assert faults_in(content) == []
    assert pdf.Root.MarkInfo.Marked
    assert certified.title in str(pdf.docinfo["/Title"])
    assert f"Signed off by {network['chair']}" in services_page
    assert certified.record.last().hash[:16] in services_page
    assert certified.result["explanation"] in services_page


@pytest.fixture
def made(monkeypatch):
    """The pages that were typeset."""
    pages = []
    make = lambda page, *sheets: pages.append(page) or f"PDF {len(pages)}".encode()  # noqa: E731
    monkeypatch.setattr(typesetting, "pdf_of", make)
    return pages


def test_the_minutes_are_made_once_for_all_who_see_the_same(as_role, certified, made):
    look = lambda role: as_role(role).get(page("minutes", certified)).content  # noqa: E731

    assert look("public") == look("public") == b"PDF 1"
    assert look("observer") == look("delegate") == b"PDF 2"
    assert [REASON in page for page in made] == [False, True]
    Motion.objects.filter(pk=certified.pk).update(title="Another title")
    assert look("public") == b"PDF 3"


REASON = "HYPERLINK"
LONG_NAME = "Austrian Service Agency for Public Procurement Promoting Innovation, Servicestelle"
ON_THE_LAST_PAGE = ["A centre counts as newly established", "Signed off", "The record of this vote"]


def pages_of(content):
    """The text of each page of a PDF."""
    with pypdfium2.PdfDocument(content) as document:
        return [leaf.get_textpage().get_text_bounded().replace("\r\n", "\n") for leaf in document]


@pytest.mark.parametrize("units", [10, 20])
def test_the_minutes_break_no_word_of_the_roll_call(units):
    delegates = make_delegates(units)
    Centre.objects.update(name=LONG_NAME)
    choices = (["abstain", ""] * units)[:units]
    content = minutes.pdf(delegates[0].user, closed_motion(delegates, choices))

    shown = "\n".join(pages_of(content))
    names = [entry.country.name for entry in RollEntry.objects.all()]
    words = ["Country", "Abstain", "Did not vote", *names]
    assert [whole for whole in words if whole not in shown] == []
    assert all(shown.count(word) >= units for word in LONG_NAME.split())


def test_the_end_of_the_minutes_never_stands_alone_on_a_page(certified, network):
    """Something in between moves the end across the foot of a page, a centimetre at a time."""
    written = minutes.page_of(network["observer"], certified)

    for height in range(60, 130, 10):
        taller = written.replace("<h2>Rules", f'<div style="height: {height}mm"></div><h2>Rules')
        last = pages_of(pdf_of(taller, minutes.STYLESHEET))[-1]
        assert [words for words in ON_THE_LAST_PAGE if words not in last] == [], height


def test_the_publics_minutes_name_no_person_and_no_ballot(certified, network):
    shown = minutes.page_of(network["stranger"], certified)

    assert "Roll call" not in shown
    assert "HYPERLINK" not in shown
    assert str(network["chair"]) not in shown


def test_the_result_page_leads_to_record_and_files(as_role, certified):
    shown = as_role("public").get(page("result", certified)).text

    for name in ("record", *FILES):
        assert page(name, certified) in shown
    assert reverse("voting:verifying") in shown
    assert certified.record.last().hash[:16] in shown


def test_past_votes_are_found_by_words_of_their_title(as_role, certified):
    Motion.objects.update(title="Admission of KEINO in Norway")
    client, address = as_role("observer"), reverse("voting:motions")

    assert "KEINO" in text(client.get(address, {"q": "norway keino"}))
    missed = text(client.get(address, {"q": "Iceland", "page": "2"}))
    assert "No past vote has “Iceland” in its title." in missed
    assert "KEINO" not in missed
