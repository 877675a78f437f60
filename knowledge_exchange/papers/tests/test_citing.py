"""How papers are cited, read back by parsers that are not ours."""

import json
from datetime import UTC, datetime

import pytest
import rispy
from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON
from datacite import schema45
from lxml import html
from pybtex.database import parse_string
from pyld import jsonld

from knowledge_exchange.models import Paper
from knowledge_exchange.papers import citing, pdf
from knowledge_exchange.papers.enums import PaperStatus
from knowledge_exchange.tests.factories import (
    AuthorFactory,
    MeetingFactory,
    PaperFactory,
    PaperVersionFactory,
)
from members.tests.factories import CentreFactory, UserFactory

pytestmark = pytest.mark.django_db

SCHEMA = "https://schema.org/"
TITLE = "Costs & benefits: 50 % of {what} buyers_ask"


@pytest.fixture
def paper():
    paper = PaperFactory(
        meeting=MeetingFactory(number=4, title="Theme", published_at="2026-10-01T00:00Z"),
        record=True,
        slug="costs",
        title=TITLE,
        abstract="One line.\nAnother one.",
        keywords="cost, Køb",
        announced="2026-07",
        licence="CC BY 4.0",
        doi="10.1234/costs",
    )
    AuthorFactory(
        paper=paper,
        family_name="Núñez",
        given_names="Eva Maria",
        affiliation="Utrecht University",
        orcid="0000-0002-1825-0097",
    )
    AuthorFactory(paper=paper, centre=CentreFactory(name="PIANOo"))
    PaperVersionFactory(paper=paper, ready=True, number=1)
    return paper


@pytest.fixture
def bare():
    """All that is known of some papers of 2021."""
    return PaperFactory(record=True, announced="2021")


def file_of(client, paper, form):
    response = client.get(f"/knowledge-exchange/papers/{paper.slug}.{form}")
    assert response.status_code == 200
    assert paper.slug in response["Content-Disposition"]
    return response.content.decode()


def written(paper, form, version=None):
    _name, write, _type = citing.FORMS[form]
    return write(citing.work_of(paper, version))


def test_bibtex_reads_back(client, paper):
    [(key, entry)] = parse_string(file_of(client, paper, "bib"), "bibtex").entries.items()

    person, centre = entry.persons["author"]
    assert (key, entry.type) == ("costs", "techreport")
    assert (person.last_names, person.first_names) == (["Núñez"], ["Eva"])
    assert str(centre) == "{PIANOo}"
    what = r"\textbraceleft{}what\textbraceright{}"
    assert entry.fields["title"] == rf"{{Costs \& benefits: 50 \% of {what} buyers\_ask}}"
    assert (entry.fields["year"], entry.fields["date"]) == ("2026", "2026-07")
    assert entry.fields["url"].endswith("/knowledge-exchange/papers/costs/")


@pytest.mark.parametrize("title", ["A } lone brace", "A { lone brace", r"A \backslash"])
def test_bibtex_stands_any_title(title):
    paper = PaperFactory(record=True, title=title, doi="10.1234/a}b_c%d")

    [entry] = parse_string(written(paper, "bib"), "bibtex").entries.values()

    assert entry.fields["doi"] == "10.1234/a%7Db_c%25d"


def test_a_name_with_and_in_it_is_one_author():
    paper = PaperFactory(record=True)
    AuthorFactory(paper=paper, family_name="Ministry and Agency", given_names="")

    [entry] = parse_string(written(paper, "bib"), "bibtex").entries.values()

    assert len(entry.persons["author"]) == 1


def test_ris_reads_back(client, paper):
    [entry] = rispy.loads(file_of(client, paper, "ris"))

    assert entry["type_of_reference"] == "RPRT"
    assert entry["authors"] == ["Núñez, Eva Maria", "PIANOo"]
    assert (entry["title"], entry["year"]) == (TITLE, "2026")
    assert entry["abstract"] == "One line. Another one."
    assert entry["keywords"] == ["cost", "Køb"]
    assert entry["doi"] == "10.1234/costs"


def test_csl_names_people_institutions_and_no_day_that_is_not_known(client, paper):
    [item] = json.loads(file_of(client, paper, "json"))

    assert item["author"] == [{"family": "Núñez", "given": "Eva Maria"}, {"literal": "PIANOo"}]
    assert item["issued"] == {"date-parts": [[2026, 7]]}
    assert item["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_citation_processor_makes_a_reference_of_it(client, paper):
    told = json.loads(file_of(client, paper, "json"))
    with pytest.warns(UserWarning, match="unsupported: license$"):  # CSL 1.0.2 has it
        works = CiteProcJSON(told)
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    found = CitationStylesBibliography(style, works, formatter.plain)
    found.register(Citation([CitationItem("costs")]))

    [reference] = map(str, found.bibliography())

    assert reference.startswith("Núñez, E.M. and PIANOo (2026) Costs & benefits")
    assert reference.endswith("https://doi.org/10.1234/costs.")


def test_datacite_metadata_are_valid_against_their_schema(client, paper, bare):
    for one in (paper, bare, PaperFactory(record=True, announced="")):
        told = json.loads(file_of(client, one, "datacite.json"))
        errors = [error.message for error in schema45.validator.iter_errors(told)]
        assert errors == []


def test_a_withdrawn_paper_is_marked_in_every_form(client):
    paper = PaperFactory(withdrawn=True, abstract="Wrong figures.")

    files = {form: file_of(client, paper, form) for form in citing.FORMS}

    for content in files.values():
        assert "withdrawn" in content.lower()
        assert "Wrong figures." not in content
    assert schema45.validator.is_valid(json.loads(files["datacite.json"]))
    assert "[withdrawn]" in citing.line(citing.work_of(paper))


def test_without_a_day_of_announcement_the_year_is_that_from_which_it_can_be_read_here():
    paper = PaperFactory(record=True, announced="")

    assert json.loads(written(paper, "datacite.json"))["publicationYear"] == "2026"


@pytest.mark.parametrize("trait", ["record", "published"])
def test_no_pdf_is_named_before_there_is_one(client, trait):
    paper = PaperFactory(**{trait: True})

    page = html.fromstring(client.get(paper.get_absolute_url()).content)

    assert not page.findall(".//meta[@name='citation_pdf_url']")
    assert "L1  -" not in written(paper, "ris")


def test_the_text_says_its_language(client):
    paper = PaperFactory(record=True, language="nl", abstract="Waarom.")
    version = PaperVersionFactory(paper=paper, published=True)

    page = html.fromstring(client.get(paper.get_absolute_url()).content)

    for there in (".//h1", ".//*[@class='prose paper-text']", ".//*[@class='prose']"):
        assert page.find(there).get("lang") == "nl"
    assert '<html lang="nl">' in pdf.page_of(version)


def test_a_draft_that_was_given_up_is_not_for_search_engines(client):
    paper = PaperFactory(
        status=PaperStatus.WITHDRAWN,
        withdrawn_at="2026-10-01T00:00Z",
        withdrawal_reasons="Doubled.",
    )
    client.force_login(UserFactory(secretariat=True))

    page = html.fromstring(client.get(paper.get_absolute_url()).content)

    assert page.find(".//meta[@name='robots']").get("content") == "noindex"
    assert "How to cite" not in page.text_content()


@pytest.mark.parametrize("form", citing.FORMS)
def test_a_draft_has_no_citation(client, form):
    PaperFactory(drafted=True, slug="not-yet")

    assert client.get(f"/knowledge-exchange/papers/not-yet.{form}").status_code == 404


def test_the_line_names_each_kind_of_author(paper, bare):
    assert citing.line(citing.work_of(paper)).startswith(
        f"Núñez, E. M., & PIANOo (2026). {TITLE}. Expert Opinion Paper"
    )
    assert citing.line(citing.work_of(paper)).endswith("https://doi.org/10.1234/costs")
    assert citing.line(citing.work_of(bare)).startswith(f"{bare.title} (2021).")


def test_the_head_of_the_page_says_the_same_to_search_engines(client, paper):
    page = html.fromstring(client.get(paper.get_absolute_url()).content)
    told = {}
    for tag in page.iterfind(".//meta[@name]"):
        told.setdefault(tag.get("name"), []).append(tag.get("content"))
    [linked] = page.findall(".//script[@type='application/ld+json']")

    assert told["citation_author"] == told["DC.creator"] == ["Núñez, Eva Maria", "PIANOo"]
    assert told["citation_publication_date"] == ["2026/07"]
    [pdf_address] = told["citation_pdf_url"]
    assert pdf_address == "http://testserver/knowledge-exchange/papers/costs/paper.pdf"
    file = client.get(pdf_address.removeprefix("http://testserver"))
    assert file["Content-Type"] == "application/pdf"
    file.getvalue()  # to the end, so that the file is closed
    assert told["DC.rights"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert json.loads(linked.text)["author"][1] == {"@type": "Organization", "name": "PIANOo"}
    assert page.find(".//link[@rel='canonical']").get("href").endswith("/papers/costs/")


def test_the_data_block_is_json_ld_in_the_words_of_schema_org(client, paper):
    page = html.fromstring(client.get(paper.get_absolute_url()).content)
    told = json.loads(page.find(".//script[@type='application/ld+json']").text)
    vocabulary = {"document": {"@context": {"@vocab": SCHEMA}}, "documentUrl": SCHEMA}

    [report] = jsonld.expand(
        told, {"documentLoader": lambda *_asked: {"contextUrl": None, **vocabulary}}
    )

    assert report["@type"] == [f"{SCHEMA}Report"]
    assert all(name.startswith((SCHEMA, "@")) for name in report)
    names = [author[f"{SCHEMA}name"][0]["@value"] for author in report[f"{SCHEMA}author"]]
    assert names == ["Eva Maria Núñez", "PIANOo"]


def test_a_title_cannot_leave_the_data_block(client):
    paper = PaperFactory(record=True, title="</script><script>alert(1)</script>")

    page = client.get(paper.get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    linked = html.fromstring(page).find(".//script[@type='application/ld+json']")
    assert json.loads(linked.text)["name"] == paper.title


# --- Versions ---------------------------------------------------------------------------


@pytest.fixture
def corrected(paper):
    kept = {"ready": True, "html": "<p>Mended.</p>", "contents": []}
    PaperVersionFactory(paper=paper, number=2, what_changed="A figure in part 2.", **kept)
    return paper


def test_the_papers_address_shows_the_newest_version_and_each_version_keeps_its_own(
    client, corrected
):
    newest = client.get(corrected.get_absolute_url()).content.decode()
    first = client.get(f"{corrected.get_absolute_url()}versions/1/").content.decode()

    assert "Mended." in newest
    assert "A figure in part 2." in newest
    assert "Because it works" in first
    assert "Version 2 is newer." in first
    assert "Version 2 is newer." not in newest


def test_a_version_is_cited_and_downloaded_by_itself(client, corrected):
    page = client.get(f"{corrected.get_absolute_url()}versions/2/").content.decode()
    download = client.get(f"{corrected.get_absolute_url()}versions/1.pdf")

    assert "(version 2)" in page
    assert "costs-1.pdf" in download["Content-Disposition"]
    download.getvalue()  # to the end, so that the file is closed


def test_the_papers_citation_is_that_of_its_newest_version(client, corrected):
    [entry] = rispy.loads(file_of(client, corrected, "ris"))

    assert (entry["edition"], entry["year"]) == ("Version 2", "2026")
    assert entry["urls"][0].endswith("/papers/costs/")


@pytest.mark.parametrize("form", citing.FORMS)
def test_each_version_has_its_own_citation(client, corrected, form):
    address = f"{corrected.get_absolute_url()}versions/1.{form}"

    response = client.get(address)

    assert f"costs-1.{form}" in response["Content-Disposition"]
    assert "/papers/costs/versions/1/" in response.content.decode()
    assert address in client.get(f"{corrected.get_absolute_url()}versions/1/").content.decode()


def test_the_paper_and_its_versions_say_how_they_hang_together(paper):
    second = PaperVersionFactory(paper=paper, number=2, ready=True)
    PaperVersionFactory(paper=paper, number=3)  # a draft
    page = citing.address(paper)

    def related(version=None):
        told = json.loads(written(paper, "datacite.json", version))
        assert schema45.validator.is_valid(told)
        return {(it["relationType"], it["relatedIdentifier"]) for it in told["relatedIdentifiers"]}

    one, two = f"{page}versions/1/", f"{page}versions/2/"
    assert related() == {("HasVersion", one), ("HasVersion", two)}
    assert related(paper.versions.get(number=1)) == {("IsVersionOf", page)}
    assert related(second) == {("IsVersionOf", page), ("IsNewVersionOf", one)}


def test_what_identifies_the_paper_identifies_none_of_its_versions(corrected):
    second = corrected.versions.get(number=2)

    [[key, _entry]] = parse_string(written(corrected, "bib", second), "bibtex").entries.items()
    [item] = json.loads(written(corrected, "json", second))
    registered = json.loads(written(corrected, "datacite.json", second))

    assert (key, item["id"]) == ("costs-v2", "costs-v2")
    assert "doi" not in registered
    assert registered["url"].endswith("/papers/costs/versions/2/")


def test_the_day_of_a_version_is_the_networks(paper):
    late = datetime(2026, 10, 1, 22, 30, tzinfo=UTC)  # half past midnight in Brussels
    version = PaperVersionFactory(paper=paper, number=2, ready=True, published_at=late)

    assert citing.work_of(paper, version).date == "2026-10-02"


def test_a_version_that_is_not_public_has_no_address(client, paper):
    PaperVersionFactory(paper=paper, number=2)

    for ending in ("versions/2/", "versions/2.pdf", "versions/2.bib", "versions/9/"):
        assert client.get(f"{paper.get_absolute_url()}{ending}").status_code == 404


def test_versions_of_a_withdrawn_paper_lead_to_its_page(client):
    paper = PaperFactory(withdrawn=True)
    version = paper.versions.get()

    for ending in (f"versions/{version.number}/", f"versions/{version.number}.pdf"):
        assert client.get(f"{paper.get_absolute_url()}{ending}").url == paper.get_absolute_url()
    assert client.get(f"{paper.get_absolute_url()}versions/99/").status_code == 404


def test_a_paper_with_many_authors_and_versions_asks_no_more(
    client, paper, django_assert_max_num_queries
):
    for number in range(2, 6):
        PaperVersionFactory(paper=paper, number=number, ready=True)
        AuthorFactory(paper=paper, centre=CentreFactory())

    with django_assert_max_num_queries(5):
        client.get(paper.get_absolute_url())
    with django_assert_max_num_queries(4):
        file_of(client, paper, "datacite.json")
    assert Paper.objects.count() == 1
