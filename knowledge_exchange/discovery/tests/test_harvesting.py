"""Catalogues and feed readers, played by clients that are not ours."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from django.test import Client
from lxml import etree, html
from oaipmh_scythe import Scythe
from oaipmh_scythe.exceptions import BadArgument, IdDoesNotExist, NoRecordsMatch

from knowledge_exchange.discovery.oai import records
from knowledge_exchange.models import Paper
from knowledge_exchange.tests.factories import (
    EARLIER,
    NOW,
    AuthorFactory,
    MeetingFactory,
    PaperFactory,
    PaperVersionFactory,
    SeriesFactory,
)
from members.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

NAMES = {
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def ask(client, **asked):
    asked = {name.rstrip("_"): value for name, value in asked.items()}
    response = client.get("/oai/", asked)
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8")
    return etree.fromstring(response.content)


def code(answer):
    return answer.find("oai:error", NAMES).get("code")


def published(count, **facts):
    """One a minute, so that their order is known."""
    meeting = MeetingFactory(public=True)
    return Paper.objects.bulk_create(
        PaperFactory.build(
            meeting=meeting,
            record=True,
            slug=f"paper-{number}",
            changed_at=EARLIER + timedelta(minutes=number),
            **facts,
        )
        for number in range(count)
    )


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(records, "PER_PAGE", 5)


@pytest.fixture
def harvester(live_server):
    with Scythe(f"{live_server.url}/oai/") as client:
        yield client


# --- The protocol -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "badVerb"),
        ("verb=Nothing", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=x", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z",
            "badArgument",
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01",
            "badArgument",
        ),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2018-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=series:none", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=none", "noRecordsMatch"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=none", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=paper-0", "idDoesNotExist"),
        (
            "verb=GetRecord&metadataPrefix=marc&identifier=oai:testserver:papers/paper-0",
            "cannotDisseminateFormat",
        ),
        ("verb=ListMetadataFormats&identifier=none", "idDoesNotExist"),
        ("verb=%00", "badVerb"),
        ("verb=Identify&%00=x", "badArgument"),
        ("verb=ListMetadataFormats&identifier=%00", "idDoesNotExist"),
        (
            "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:testserver:papers/paper-0%00",
            "idDoesNotExist",
        ),
        ("verb=ListRecords&metadataPrefix=%00", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=%00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=%00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=series:%00", "badArgument"),
        ("verb=ListRecords&resumptionToken=%00", "badResumptionToken"),
    ],
)
def test_every_mistake_is_told_by_its_code(client, query, expected):
    published(1)

    answer = etree.fromstring(client.get(f"/oai/?{query}").content)

    assert code(answer) == expected
    may_repeat = expected not in ("badVerb", "badArgument")
    assert bool(answer.find("oai:request", NAMES).attrib) == may_repeat


def test_without_any_series_there_are_no_sets(client):
    assert code(ask(client, verb="ListSets")) == "noSetHierarchy"


def test_it_says_who_it_is(client):
    published(2)

    told = {
        element.tag.rpartition("}")[2]: element.text
        for element in ask(client, verb="Identify").find("oai:Identify", NAMES)
    }

    assert told["baseURL"].endswith("/oai/")
    assert (told["deletedRecord"], told["protocolVersion"]) == ("persistent", "2.0")
    assert told["earliestDatestamp"] == "2026-10-01T09:00:00Z"
    assert "@" in told["adminEmail"]


def test_a_harvester_may_post_and_needs_no_token_of_ours():
    answer = Client(enforce_csrf_checks=True).post("/oai/", {"verb": "Identify"})

    assert b"<repositoryName>" in answer.content


def test_characters_that_xml_cannot_hold_break_no_list(client):
    odd = dict.fromkeys(("title", "abstract", "keywords", "authors"), "Odd \x0b title \ufffe")
    PaperFactory(record=True, **odd)

    answer = ask(client, verb="ListRecords", metadataPrefix="oai_dc")

    assert answer.find(".//dc:title", NAMES).text == "Odd \n title "
    assert entries(client)[0].title == "Odd \n title"


def test_a_draft_is_never_harvested(client):
    PaperFactory(drafted=True, slug="secret")
    PaperFactory(status="withdrawn", withdrawn_at=NOW, withdrawal_reasons="Doubled.")

    assert code(ask(client, verb="ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"


# --- Harvested --------------------------------------------------------------------------


def test_a_record_says_what_is_known(harvester):
    meeting = MeetingFactory(public=True)
    paper = PaperFactory(
        record=True, meeting=meeting, slug="costs", keywords="cost, time", licence="CC BY 4.0"
    )
    AuthorFactory(paper=paper, family_name="Jansen", given_names="Eva")

    record = harvester.get_record(identifier="oai:testserver:papers/costs")

    told = record.metadata
    assert told["creator"] == ["Jansen, Eva"]
    assert told["subject"] == ["cost", "time"]
    assert told["date"] == ["2026-10-01"]
    assert "https://creativecommons.org/licenses/by/4.0/" in told["rights"]
    assert record.header.setSpecs == ["series:knowledge-exchange-meetings"]


def test_a_record_says_whether_the_paper_is_a_pdf(client):
    PaperVersionFactory(paper=PaperFactory(record=True), ready=True)
    PaperFactory(record=True, changed_at=NOW)

    answer = ask(client, verb="ListRecords", metadataPrefix="oai_dc")

    told = [element.text for element in answer.iterfind(".//dc:format", NAMES)]
    assert told == ["application/pdf", "text/html"]


def test_the_harvest_goes_on_page_by_page_and_tells_what_was_withdrawn(harvester, small_pages):
    published(12)
    gone = {"status": "withdrawn", "withdrawn_at": NOW, "withdrawal_reasons": "Wrong."}
    Paper.objects.filter(slug__in=["paper-3", "paper-7"]).update(**gone)

    harvested = list(harvester.list_records())

    names = [one.header.identifier.rpartition("/")[2] for one in harvested]
    assert names == [f"paper-{number}" for number in range(12)]
    deleted = [one for one in harvested if one.deleted]
    assert [one.header.identifier[-1] for one in deleted] == ["3", "7"]


def test_what_changes_during_a_harvest_comes_again_and_nothing_is_missed(harvester, small_pages):
    published(12)
    harvest = harvester.list_identifiers()

    names = [next(harvest).identifier for _one in range(5)]
    Paper.objects.filter(slug="paper-2").update(changed_at=NOW)
    Paper.objects.filter(slug="paper-9").update(changed_at=NOW + timedelta(days=1))
    names += [one.identifier for one in harvest]

    assert {name.rpartition("/")[2] for name in names} == {f"paper-{n}" for n in range(12)}
    assert [name.rpartition("/")[2] for name in names[-2:]] == ["paper-2", "paper-9"]


def test_a_token_is_for_its_list_alone_and_cannot_be_altered(client, small_pages):
    published(6)
    answer = ask(client, verb="ListRecords", metadataPrefix="oai_dc")
    token = answer.find(".//oai:resumptionToken", NAMES)

    assert (token.get("completeListSize"), token.get("cursor")) == ("6", "0")
    wrong = {"verb": "ListIdentifiers", "resumptionToken": token.text}
    assert code(ask(client, **wrong)) == "badResumptionToken"
    altered = {"verb": "ListRecords", "resumptionToken": f"x{token.text}"}
    assert code(ask(client, **altered)) == "badResumptionToken"
    last = ask(client, verb="ListRecords", resumptionToken=token.text)
    ended = last.find(".//oai:resumptionToken", NAMES)
    assert (ended.text, ended.get("cursor")) == (None, "5")


def test_only_what_changed_since_is_harvested(harvester):
    published(3)

    def names(**dates):
        found = harvester.list_identifiers(**dates)
        return [one.identifier[-1] for one in found]

    assert names(from_="2026-10-01T09:01:00Z") == ["1", "2"]
    assert names(until="2026-10-01T09:01:00Z") == ["0", "1"]
    assert names(from_="2026-10-01", until="2026-10-01") == ["0", "1", "2"]
    with pytest.raises(NoRecordsMatch):
        names(from_="2026-10-02")
    with pytest.raises(BadArgument):
        names(until="soon")


def test_each_series_is_a_set(harvester):
    published(2)
    other = MeetingFactory(public=True, series=SeriesFactory(name="Webinars", slug="webinars"))
    PaperFactory(record=True, meeting=other, slug="web")

    sets = {one.setSpec: one.setName for one in harvester.list_sets()}
    of_set = harvester.list_identifiers(set_="series:webinars")

    assert sets["series:webinars"] == "Webinars"
    assert [one.identifier for one in of_set] == ["oai:testserver:papers/web"]
    with pytest.raises(IdDoesNotExist):
        harvester.get_record(identifier="oai:testserver:papers/none")


def test_a_page_of_records_asks_no_more_the_more_there_are(client, django_assert_num_queries):
    asked = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    for paper in published(3):
        AuthorFactory(paper=paper)
    with django_assert_num_queries(5):
        client.get("/oai/", asked)
    for paper in Paper.objects.all():
        AuthorFactory.create_batch(3, paper=paper)
    with django_assert_num_queries(5):
        client.get("/oai/", asked)


@pytest.mark.slow
def test_a_thousand_papers_are_harvested_while_the_network_works(harvester):
    published(1000)
    gone = {"status": "withdrawn", "withdrawn_at": NOW, "withdrawal_reasons": "Wrong."}
    Paper.objects.filter(slug__endswith="0").update(**gone)
    harvest = harvester.list_records()
    found = {}

    for number, record in enumerate(harvest):
        found[record.header.identifier.rpartition("/")[2]] = record.deleted
        if number % 150 == 0:
            later = EARLIER + timedelta(days=10, minutes=number)
            Paper.objects.filter(slug=f"paper-{number + 7}").update(changed_at=later, **gone)

    assert len(found) == 1000
    withdrawn = set(Paper.objects.filter(status="withdrawn").values_list("slug", flat=True))
    assert {name for name, deleted in found.items() if deleted} == withdrawn


# --- Feed, sitemap, robots --------------------------------------------------------------


def entries(client):
    feed = feedparser.parse(client.get("/feeds/papers.atom").content)
    assert (feed.bozo, feed.version) == (False, "atom10")
    return feed.entries


def test_the_feed_tells_the_latest_papers(client):
    paper = PaperFactory(published=True, title="Costs & benefits")
    PaperFactory(drafted=True, title="Secret")

    [entry] = entries(client)

    assert entry.title == "Costs & benefits"
    assert entry.id.endswith(paper.get_absolute_url())
    assert datetime(*entry.updated_parsed[:6], tzinfo=UTC) == paper.changed_at


def test_an_abstract_in_the_feed_is_text(client):
    PaperFactory(record=True, abstract="<b>x</b> <img onerror=alert(1)>\n\nAnd more")

    summary = etree.fromstring(client.get("/feeds/papers.atom").content).find(".//{*}summary")

    first, second = html.fragments_fromstring(summary.text)
    assert summary.get("type") == "html"
    assert (len(first), first.text) == (0, "<b>x</b> <img onerror=alert(1)>")
    assert second.text == "And more"


@pytest.mark.parametrize(
    ("announced", "told"),
    [("2021", "2021-01-01T00:00:00+01:00"), ("", "2026-10-01T09:00:00+00:00")],
)
def test_the_feed_says_when_a_paper_was_announced(client, announced, told):
    PaperFactory(record=True, announced=announced)

    [entry] = entries(client)

    assert (entry.published, entry.updated) == (told, "2026-10-01T09:00:00+00:00")


def test_a_withdrawn_paper_stays_in_the_feed_with_the_reasons(client):
    PaperFactory(withdrawn=True, title="Gone", abstract="Of wrong figures.")
    PaperFactory(status="withdrawn", withdrawn_at=NOW, withdrawal_reasons="Doubled.")

    [entry] = entries(client)

    assert entry.title == "Withdrawn: Gone"
    assert entry.summary == "<p>The figures were wrong.</p>"


def test_programs_find_the_feed_from_each_page_about_papers(client):
    paper = PaperFactory(record=True)

    for page in ("/knowledge-exchange/", "/knowledge-exchange/papers/", paper.get_absolute_url()):
        head = html.fromstring(client.get(page).content)
        [link] = head.findall(".//link[@type='application/atom+xml']")
        assert (link.get("rel"), link.get("href")) == ("alternate", "/feeds/papers.atom")


def test_the_map_of_the_site_names_what_the_public_may_open(client):
    paper, centre = PaperFactory(published=True), MembershipFactory().centre
    draft = PaperFactory(drafted=True)

    tree = etree.fromstring(client.get("/sitemap.xml").content)
    named = [
        one.text.partition("testserver")[2] for one in tree.iter() if str(one.tag).endswith("}loc")
    ]

    assert paper.get_absolute_url() in named
    assert paper.meeting.get_absolute_url() in named
    assert centre.get_absolute_url() in named
    assert draft.get_absolute_url() not in named
    for address in named:
        assert client.get(address).status_code == 200


def test_robots_are_told_where_the_map_is(client):
    assert "/sitemap.xml" in client.get("/robots.txt").content.decode()
