"""Pages and files of a report: links that lead to rows, the same bytes, what the public reads."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from common.tests.accessible_pdf import faults_in
from common.typesetting import pdf_of
from common.yearly import Year
from members.tests.factories import NOW, UserFactory
from reports import documents, files
from reports.admin import ROWS_PER_PAGE
from reports.documents import public_part
from reports.showing import beside, chapters_of
from reports.tests.factories import YEAR, PublishedReportFactory, ReportFactory, small_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    small_year()
    return documents.of_year(Year(YEAR, NOW))


def clerk_of(client):
    client.force_login(UserFactory(secretariat=True))
    return client


def test_the_years_are_listed_before_any_is_published(client):
    page = clerk_of(client).get(reverse("admin:reports_report_changelist"))

    assert "Not published" in page.content.decode()


def test_each_number_on_the_page_of_a_year_links_to_its_rows(client, document):
    page = clerk_of(client).get(reverse("admin:reports_report_change", args=[YEAR]))

    links = re.findall(
        rf'/admin/reports/report/{YEAR}/rows/([\w-]+)/([\w-]+)/"', page.content.decode()
    )
    named = {
        (chapter["name"], figure["name"])
        for chapter in document["chapters"]
        for figure in documents.figures_of(chapter)
        if figure["keys"]
    }
    assert set(links) == named


def test_the_page_of_a_number_lists_its_rows_with_what_each_counts_for(client, document):
    address = reverse("admin:reports_report_rows", args=[YEAR, "use", "views"])

    shown = " ".join(clerk_of(client).get(address).content.decode().split())

    assert "42 in 2025. Rows behind this number: 1." in shown
    assert ">Paper " in shown
    assert '<td class="number" data-label="Counts for">42</td>' in shown


def test_many_rows_are_paged_with_no_more_queries(client, django_assert_max_num_queries):
    keys = list(range(1, ROWS_PER_PAGE + 2))
    figure = {"name": "joined", "label": "Joined", "number": len(keys), "unit": "", "base": ""}
    figure |= {"of": "members.membership", "keys": keys, "amounts": [], "is_public": True}
    chapter = {"name": "members", "title": "Members", "note": "", "is_note_public": False}
    chapter |= {"figures": [figure], "tables": []}
    facts = documents.of_year(Year(YEAR, NOW)) | {"chapters": [chapter]}
    PublishedReportFactory(document=facts)
    address = reverse("admin:reports_report_rows", args=[YEAR, "members", "joined"])

    clerk_of(client)

    with django_assert_max_num_queries(12):
        shown = client.get(address).content.decode()

    assert shown.count("No longer there") == ROWS_PER_PAGE
    assert client.get(f"{address}?page=2").content.decode().count("No longer there") == 1


def test_a_number_that_is_none_is_not_found(client):
    address = reverse("admin:reports_report_rows", args=[YEAR, "members", "nothing"])

    assert clerk_of(client).get(address).status_code == 404


def test_the_year_before_stands_beside(document):
    told = chapters_of(document, beside(documents.of_year(Year(YEAR - 1, NOW))))

    members = {figure.name: figure for chapter in told for figure in chapter.figures}
    assert (members["joined"].words, members["joined"].before) == ("1", "0")
    assert members["admitted"].words == "1 of 3"
    assert members["hours"].words == "2 h 00 min"
    assert members["first-step-median"].words == "17.5 days"


def test_the_same_data_give_the_same_pdf_to_the_byte_and_it_is_accessible(document):
    again = documents.of_year(Year(YEAR, NOW))

    made, anew = (pdf_of(files.page_of(one, None), *files.STYLESHEETS) for one in (document, again))

    assert made == anew
    assert faults_in(made) == []


def test_the_same_data_give_the_same_table_to_the_byte(document, monkeypatch):
    made = files.xlsx(document)
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)

    assert files.xlsx(documents.of_year(Year(YEAR, NOW))) == made
    with ZipFile(BytesIO(made)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_the_table_holds_the_numbers_as_numbers(document):
    book = load_workbook(BytesIO(files.xlsx(document)), read_only=True)

    rows = {row[5]: row for row in book["Figures"].iter_rows(values_only=True)}
    assert rows["applications.admitted"][2:5] == (1, None, 3)
    assert rows["applications.first-step-median"][2:4] == (17.5, "days")
    behind = [row for row in book["Rows"].iter_rows(values_only=True) if row[0] == "use.views"]
    assert [row[3] for row in behind] == [42]


# --- What everybody reads -----------------------------------------------------------------


def test_the_public_part_has_no_keys_and_nothing_that_is_not_public_anyway(document):
    public = public_part(document)

    figures = [figure for chapter in public["chapters"] for figure in documents.figures_of(chapter)]
    assert figures
    assert all(figure["is_public"] and not figure["keys"] for figure in figures)
    names = {
        (chapter["name"], figure["name"])
        for chapter in public["chapters"]
        for figure in chapter["figures"]
    }
    assert ("members", "joined") in names
    assert ("votes", "ballots") in names
    assert not {("applications", "received"), ("votes", "opened"), ("meetings", "present")} & names


def test_everybody_reads_what_is_published_and_its_pdf(client, document):
    report = PublishedReportFactory(document=document)

    page = client.get(report.get_absolute_url()).content.decode()

    assert report.sha256 in page
    assert "Results certified" in page
    assert "Received" not in page
    assert "/admin/" not in page
    pdf = client.get(reverse("reports:pdf", args=[YEAR, 1]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content == files.pdf(public_part(document), report)


def test_a_former_version_says_that_it_was_corrected_and_why_the_next_one_came(client):
    first = PublishedReportFactory()
    second = PublishedReportFactory(report=first.report, version=2, reason="A slip.")

    former = client.get(first.get_absolute_url()).content.decode()
    newest = client.get(reverse("reports:newest", args=[YEAR]), follow=True).content.decode()

    assert "Corrected since:" in former
    assert second.get_absolute_url() in former
    assert "A slip." in newest
    assert first.reason not in newest


def test_the_governance_page_leads_to_the_reports(client):
    years = reverse("reports:published")
    assert f'href="{years}"'.encode() in client.get(reverse("governance")).content
    assert b"No report yet" in client.get(years).content

    PublishedReportFactory(report=ReportFactory(year=2024))

    assert b"/governance/reports/2024/1/" in client.get(years).content


def test_what_is_not_published_is_not_found(client):
    assert client.get(reverse("reports:newest", args=[YEAR])).status_code == 404
    assert client.get(reverse("reports:version", args=[YEAR, 1])).status_code == 404
