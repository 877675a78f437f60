"""The page of a paper and the list of papers, with a thousand to a hundred thousand of them.

Every page is made anew; what pages from the cache cost is measured in `cached_page`.
"""

from collections import defaultdict
from statistics import median

from django.conf import settings
from django.test import Client

from benchmarks import filling
from benchmarks.case_list import count_queries, fetch
from benchmarks.directory import turns
from benchmarks.figures import Figure, equal, times_ms
from common import freshness
from knowledge_exchange.models import Meeting, Paper, PaperVersion, Series
from knowledge_exchange.papers.enums import PaperStatus, PdfState, Stage

NAME = "Papers: a paper's page and their list"
SIZES = (1_000, 10_000, 100_000)
SAMPLES = 5
SLOWDOWN = 1.3  # against the same page at the first size
PAGES = {
    "a paper's page": "/knowledge-exchange/papers/paper-7/",
    "first page of the list": "/knowledge-exchange/papers/",
}


def main():
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"  # passes the kept pages by
    times, queries = defaultdict(lambda: defaultdict(list)), defaultdict(list)
    for turn, (size, database) in turns(filling.databases(SIZES, fill)):
        filling.switch_to(database)
        freshness.begin_anew()
        for what, address in PAGES.items():
            times[what][size] += times_ms(lambda at=address: fetch(client, at), SAMPLES)
            if turn == 0:
                queries[what].append(count_queries(client, address))
    yield Figure("median with so many papers", " / ".join(f"{size:,}" for size in SIZES))
    for what, by_size in times.items():
        taken = list(map(median, by_size.values()))
        worst = round(max(taken) / taken[0], 2)
        shown = " / ".join(f"{one:.1f}" for one in taken)
        bound = {"bound": f"× ≤ {SLOWDOWN}", "is_kept": worst <= SLOWDOWN}
        yield Figure(what, f"{shown} ms, × {worst}", **bound)
        yield equal(f"queries of {what}", queries[what])


def fill(size):
    """Bring the papers to this number."""
    series, _new = Series.objects.get_or_create(slug="series", defaults={"name": "Series"})
    known = {"series": series, "title": "Meeting"}
    meeting, _new = Meeting.objects.get_or_create(number=1, defaults=known)
    numbers = range(Paper.objects.count(), size)
    papers = Paper.objects.bulk_create(
        (paper(number, meeting) for number in numbers), batch_size=2_000
    )
    PaperVersion.objects.bulk_create(map(version, papers), batch_size=2_000)


def paper(number, meeting):
    return Paper(
        meeting=meeting,
        slug=f"paper-{number}",
        title=f"Paper {number}",
        abstract="What was learned.",
        authors="Jansen, Eva",
        licence="CC BY 4.0",
        status=PaperStatus.PUBLISHED,
        announced=f"{2000 + number % 26}-{1 + number % 12:02}",
        published_at=meeting.created_at,
        changed_at=meeting.created_at,
    )


def version(paper):
    return PaperVersion(
        paper=paper,
        number=1,
        body="Text",
        html="<p>Text</p>",
        stage=Stage.PUBLISHED,
        created_at=paper.published_at,
        published_at=paper.published_at,
        pdf="papers/1/x.pdf",
        pdf_state=PdfState.READY,
    )
