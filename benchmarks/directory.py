"""The public directory and its map with a thousand, ten thousand and a hundred thousand centres.

Every page is made anew; what pages from the cache cost is measured in `cached_page`.
"""

from collections import defaultdict
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import filling
from benchmarks.figures import Figure, at_most, equal, times_ms
from common import freshness
from members.models import Centre
from members.register import presence

NAME = "The directory and its map"
SIZES = (1_000, 10_000, 100_000)
TURNS, SAMPLES = 4, 3
QUERIES = 12
SLOWDOWN = 1.3  # against the same page at the first size
FIRST = "first page, with the map"
COUNTING = "counting for the map anew, after a write"
BOUND = (FIRST, "a page far down", "sorted by centre")
PAGES = {
    FIRST: "",
    "sorted by centre": "sort=centre",
    "sorted by country, from the end": "sort=-country",
    "one country": "country=PL",
    "one region": "region=Eastern+Europe",
    "one class": "membership_class=associate",
    "one maturity": "maturity=experienced",
    "suspended": "status=suspended",
    "former": "status=ended",
    "search, a word that all have": "q=centre",
    "search, a word that one in seven has": "q=HÉALTH",
    "search, a host's former name that few have": "q=zebra",
    "search, country and field": "q=poland+energy",
}


def main():
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"  # passes the kept pages by
    times, queries = defaultdict(lambda: defaultdict(list)), defaultdict(list)
    for turn, (size, database) in turns(filling.databases(SIZES, filling.network)):
        filling.switch_to(database)
        freshness.begin_anew()
        for what, address in pages().items():
            times[what][size] += times_ms(lambda at=address: fetch(client, at), SAMPLES)
            if turn == 0:
                queries[what].append(count_queries(client, address))
        times[COUNTING][size] += times_ms(presence.by_country, 1)
    yield from told({what: list(map(median, by.values())) for what, by in times.items()})
    yield at_most("queries of a page", max(map(max, queries.values())), QUERIES)
    yield equal(f"queries of the {FIRST}", queries[FIRST])
    grown = ", ".join(what for what, counted in queries.items() if len(set(counted)) > 1) or "none"
    yield Figure("pages with more queries at one size", grown, "none", grown == "none")


def turns(databases):
    """In turns: what else the machine does then slows every size alike."""
    for turn in range(TURNS):
        for database in databases.items():
            yield turn, database


def told(times):
    yield Figure("median with so many centres", " / ".join(f"{size:,}" for size in SIZES))
    for what, taken in times.items():
        worst = round(max(taken) / taken[0], 2)
        shown = " / ".join(f"{one:.1f}" for one in taken)
        bound = {}
        if what in BOUND:
            bound = {"bound": f"× ≤ {SLOWDOWN}", "is_kept": worst <= SLOWDOWN}
        yield Figure(what, f"{shown} ms, × {worst}", **bound)


def pages():
    """The pages that every size has, and one nine tenths of the way down."""
    last = Centre.objects.order_by("name", "pk")
    deep = last[last.count() * 9 // 10].pk
    return {what: f"/members/?{query}" for what, query in PAGES.items()} | {
        "a page far down": f"/members/?sort=centre&after={deep}"
    }


def fetch(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)


def count_queries(client, address):
    with CaptureQueriesContext(connection) as caught:
        fetch(client, address)
    return len(caught)
