"""The API's list of members with a thousand, ten thousand and a hundred thousand centres."""

from collections import defaultdict
from statistics import median

from django.test import Client

from benchmarks import filling
from benchmarks.case_list import count_queries, fetch
from benchmarks.figures import Figure, at_most, times_ms
from members.models import Centre

NAME = "The API's list of members"
SIZES = (1_000, 10_000, 100_000)
TURNS, SAMPLES = 4, 5
QUERIES = 12
SLOWDOWN = 1.3  # against the first page at the first size
PAGES = {
    "first page": "",
    "first page of a hundred": "limit=100",
    "one class": "class=associate",
    "one country": "country=PL",
    "one region and maturity": "region=Eastern+Europe&maturity=new",
}
SEARCH = {
    "search, a word that all have": "q=centre",
    "search, a word that one in seven has": "q=energy",
    "search, a word that nobody has": "q=nowhere",
}


def main():
    """Measure in turns: what else the machine does then slows every size alike."""
    times, queries = defaultdict(lambda: defaultdict(list)), defaultdict(list)
    client = unlimited_client()
    databases = filling.databases(SIZES, filling.network)
    for turn in range(TURNS):
        for size, database in databases.items():
            filling.switch_to(database)
            for what, address in pages().items():
                if turn == 0:
                    queries[what].append(count_queries(client, address))
                times[what][size] += times_ms(lambda at=address: fetch(client, at), SAMPLES)
    yield from told({what: list(map(median, by.values())) for what, by in times.items()}, queries)


def told(times, queries):
    """Every page but those of a search is held against the first page at the first size."""
    yield Figure("median of a page with so many centres", " / ".join(map(str, SIZES)))
    for what, taken in times.items():
        shown = " / ".join(f"{one:.1f}" for one in taken)
        worst = round(max(taken) / taken[0], 2)
        is_bound = what == "first page"
        bound = {"bound": f"× ≤ {SLOWDOWN}", "is_kept": worst <= SLOWDOWN} if is_bound else {}
        yield Figure(what, f"{shown} ms, × {worst}", **bound)
    yield at_most("queries of a page", max(max(counted) for counted in queries.values()), QUERIES)
    grown = [what for what, counted in queries.items() if len(set(counted)) > 1]
    yield Figure(
        "pages with more queries at one size", ", ".join(grown) or "none", "none", not grown
    )


def pages():
    """Those above, and one deep inside: nine tenths of the way down."""
    found = {what: f"/api/v1/members?{query}" for what, query in (PAGES | SEARCH).items()}
    count = Centre.objects.count()
    deep = Centre.objects.order_by("pk")[count * 9 // 10].pk
    return found | {"a page far down": f"/api/v1/members?after={deep}"}


def unlimited_client():
    """Nobody else asks so often."""
    from api.endpoints import api

    api.throttle.most = 10**9
    return Client()
