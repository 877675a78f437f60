"""Readings and downloads: counted without knowing who, once each, also from the cache."""

from datetime import date, timedelta
from secrets import token_hex

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common import freshness
from knowledge_exchange.discovery import view_counting
from knowledge_exchange.discovery.services import counting
from knowledge_exchange.models import CountedBatch, DailyUse
from knowledge_exchange.tests.factories import NOW, PaperFactory, PaperVersionFactory
from knowledge_exchange.tests.roles import READERS_OF_DRAFTS, ROLES, as_role

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
DAY = date(2026, 11, 2)
REDIS = settings.REDIS_URL


@pytest.fixture(autouse=True)
def at_once(settings):
    """Straight to the table; `kept` is for Redis."""
    settings.REDIS_URL = ""


@pytest.fixture
def kept(settings, monkeypatch):
    """Counted in Redis, under keys of this test's own."""
    settings.REDIS_URL = REDIS
    monkeypatch.setattr(counting, "PREFIX", f"{token_hex(8)}:")
    monkeypatch.setattr(freshness, "PREFIX", f"{token_hex(8)}:")


@pytest.fixture
def paper():
    paper = PaperFactory(record=True)
    PaperVersionFactory(paper=paper, number=1, ready=True)
    return paper


def use():
    return list(DailyUse.objects.values_list("paper__slug", "views", "downloads"))


def read(client, address, agent=BROWSER, **headers):
    response = client.get(address, headers={"user-agent": agent, **headers})
    if response.streaming:
        response.getvalue()  # to the end, so that the file is closed
    return response


def pdf_of(paper):
    return reverse("knowledge_exchange:paper_pdf", args=[paper.slug])


def test_pages_and_pdfs_of_a_paper_and_its_versions_are_counted(client, paper):
    for address in (
        paper.get_absolute_url(),
        f"{paper.get_absolute_url()}versions/1/",
        pdf_of(paper),
        f"{paper.get_absolute_url()}versions/1.pdf",
        f"{paper.get_absolute_url()}paper.pdf",
        f"{paper.get_absolute_url()}versions/9/",  # not there
        reverse("knowledge_exchange:papers"),
        reverse("knowledge_exchange:cite.bib", args=[paper.slug]),
    ):
        read(client, address)

    assert use() == [(paper.slug, 2, 3)]


@pytest.mark.parametrize(
    "agent",
    ["", "Mozilla/5.0 (compatible; Googlebot/2.1)", "curl/8.1", "python-requests/2.3", "A" * 401],
)
def test_programs_are_not_counted(client, paper, agent):
    read(client, paper.get_absolute_url(), agent=agent)

    assert use() == []


def test_what_nobody_asked_for_yet_is_not_counted(client, paper):
    address = paper.get_absolute_url()
    read(client, address, sec_purpose="prefetch;prerender")
    read(client, address, purpose="prefetch")
    read(client, address, x_moz="prefetch")
    client.head(address, headers={"user-agent": BROWSER})

    assert use() == []


def test_drafts_and_withdrawn_papers_are_not_counted(client):
    as_role(client, "delegate")
    for paper in (PaperFactory(drafted=True), PaperFactory(withdrawn=True)):
        assert read(client, paper.get_absolute_url()).status_code == 200

    assert use() == []


def test_nothing_is_kept_of_who_reads(client, paper):
    response = read(client, paper.get_absolute_url())

    assert not response.cookies
    fields = {field.name for field in DailyUse._meta.get_fields()}
    assert fields == {"id", "paper", "day", "views", "downloads"}


def test_what_cannot_be_counted_does_not_stop_the_reader(client, paper, monkeypatch):
    def fails(*args):
        raise DatabaseError

    monkeypatch.setattr(counting, "_add", fails)

    assert read(client, paper.get_absolute_url()).status_code == 200


@pytest.mark.postgres
@pytest.mark.usefixtures("kept")
class TestRedis:
    def test_pages_from_the_cache_are_counted_and_stay_kept(self, client, paper, settings):
        settings.PUBLIC_CACHE_SECONDS = 60
        for _time in range(3):
            read(client, paper.get_absolute_url())
        counting.fold(now=NOW)
        with CaptureQueriesContext(connection) as caught:
            read(client, paper.get_absolute_url())

        assert use() == [(paper.slug, 3, 0)]
        assert len(caught) == 0  # adding up threw no page away
        tag = client.get(paper.get_absolute_url())["ETag"]
        assert read(client, paper.get_absolute_url(), if_none_match=tag).status_code == 304
        counting.fold(now=NOW)
        assert use() == [(paper.slug, 5, 0)]

    def test_days_and_kinds_are_added_up_each_by_itself(self, paper):
        for day in (DAY, DAY, DAY + timedelta(days=1)):
            counting.count(paper.slug, counting.VIEWS, day=day)
        counting.count(paper.slug, counting.DOWNLOADS, day=DAY)
        counting.count("no-such-paper", counting.VIEWS, day=DAY)
        counting.fold(now=NOW)
        counting.count(paper.slug, counting.VIEWS, day=DAY)
        counting.fold(now=NOW)
        counting.fold(now=NOW)

        rows = DailyUse.objects.order_by("day").values_list("day", "views", "downloads")
        assert list(rows) == [(DAY, 3, 1), (DAY + timedelta(days=1), 1, 0)]

    def test_a_worker_that_dies_before_the_commit_loses_nothing(self, paper, monkeypatch):
        counting.count(paper.slug, counting.VIEWS, day=DAY)
        with monkeypatch.context() as broken:
            broken.setattr(counting, "_add", _die)
            with pytest.raises(KeyboardInterrupt), transaction.atomic():
                counting.fold(now=NOW)
        assert use() == []

        counting.fold(now=NOW)

        assert use() == [(paper.slug, 1, 0)]

    def test_a_worker_that_dies_after_the_commit_counts_nothing_twice(self, paper):
        counting.count(paper.slug, counting.VIEWS, day=DAY)
        store = freshness.store()
        counting.set_aside(store)
        (name,) = store.smembers(counting.PREFIX + "batches")
        CountedBatch.objects.create(token=name.decode(), at=NOW)  # in the table by then

        counting.fold(now=NOW)

        assert use() == []
        assert not store.smembers(counting.PREFIX + "batches")

    def test_names_of_batches_are_forgotten_after_a_while(self):
        CountedBatch.objects.create(token="old", at=NOW - timedelta(days=31))
        counting.fold(now=NOW)

        assert not CountedBatch.objects.exists()


def _die(*args):
    raise KeyboardInterrupt


@pytest.mark.parametrize("role", ROLES)
def test_members_see_the_use_and_others_do_not(client, paper, role):
    as_role(client, role)
    refused = 302 if role == "public" else 403
    expected = 200 if role in READERS_OF_DRAFTS else refused
    own = reverse("knowledge_exchange:paper_use", args=[paper.slug])

    for address in (own, reverse("knowledge_exchange:use")):
        assert client.get(address).status_code == expected
    page = client.get(paper.get_absolute_url()).content.decode()
    assert (own in page) == (role in READERS_OF_DRAFTS)


def test_the_months_of_a_paper_are_listed_with_their_total(client, paper):
    for day, views in ((DAY, 1), (DAY + timedelta(days=1), 2), (date(2026, 9, 30), 4)):
        DailyUse.objects.create(paper=paper, day=day, views=views, downloads=10 * views)
    as_role(client, "observer")

    page = client.get(reverse("knowledge_exchange:paper_use", args=[paper.slug]))

    assert [(m["month"].month, m["views"]) for m in page.context["months"]] == [(11, 3), (9, 4)]
    assert (page.context["views"], page.context["downloads"]) == (7, 70)
    assert "November 2026" in page.content.decode()


def test_the_overview_sorts_in_the_same_few_queries(client):
    papers = [PaperFactory(record=True, title=title) for title in ("Birch", "Ash", "Cedar")]
    for number, (paper, downloads) in enumerate(zip(papers, (5, 9, 1), strict=True), 1):
        DailyUse.objects.create(paper=paper, day=DAY, views=number, downloads=downloads)
        DailyUse.objects.create(paper=paper, day=DAY + timedelta(days=1), views=1)
    as_role(client, "secretariat")
    address = reverse("knowledge_exchange:use")
    client.get(address)

    def order(**query):
        return [row["title"] for row in client.get(address, query).context["page"]]

    few = queries_of(client, address)
    PaperFactory.create_batch(3, record=True)
    assert queries_of(client, address) == few
    assert order()[:3] == ["Cedar", "Ash", "Birch"]
    assert order(sort="downloads")[:3] == ["Ash", "Birch", "Cedar"]
    assert order(sort="title", page="x")[:3] == ["Ash", "Birch", "Cedar"]


def queries_of(client, address):
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


def test_a_name_of_any_length_is_judged_quickly():
    assert not view_counting.is_robot(BROWSER)
    assert view_counting.is_robot("x" * 401)


def test_a_batch_is_counted_once():
    CountedBatch.objects.create(token="one", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        CountedBatch.objects.create(token="one", at=NOW)
