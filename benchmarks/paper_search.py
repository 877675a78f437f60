"""The search with ten thousand papers of three thousand words each: the page, passages and all."""

import random
from statistics import median

from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks.case_list import count_queries, fetch
from benchmarks.figures import Figure, equal, times_ms
from knowledge_exchange.discovery import passages
from knowledge_exchange.discovery.enums import Audience
from knowledge_exchange.models import Meeting, Paper, SearchEntry, Series
from knowledge_exchange.papers.enums import PaperStatus

NAME = "Search over papers"
SIZE = 10_000
BODIES = 200  # texts that differ; each paper adds a line of its own
WORDS, LINES, PER_LINE = 8_000, 75, 40
SYLLABLES = "ba con du e fi gra ha in jo ka lu mo ne or pro qui re sta tu vi we".split()
SAMPLES = 15
BOUND_MS = 100
SEARCHES = {
    "a word that every paper has": "q=procurement",
    "the same, far down": "q=procurement&page=900",
    "a word that one in seven has": "q=zebra",
    "a word that one paper has": "q=marker4321",
    "a word that nobody has": "q=nowhere",
    "three words": "q=procurement+zebra+marker7",
    "three letters that many words begin with": "q=con",
    "a word with accents, without them": "q=zolc",
}


def main(size=SIZE):
    fill(size)
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"  # passes the kept pages by
    queries = []
    yield Figure("papers", f"{size:,}")
    yield Figure("of them with one text", f"{passages.LONGEST * LINES:,} characters at most")
    for what, query in SEARCHES.items():
        address = f"/knowledge-exchange/search/?{query}"
        taken = median(times_ms(lambda at=address: fetch(client, at), SAMPLES))
        bound = {"bound": f"≤ {BOUND_MS} ms", "is_kept": taken <= BOUND_MS}
        yield Figure(what, f"{taken:.1f} ms", **bound)
        if what != "a word that nobody has":
            queries.append(count_queries(client, address))
    yield equal("queries of a page", queries)


def fill(size):
    chance = random.Random(7)
    series = Series.objects.create(name="Series", slug="series")
    meeting = Meeting.objects.create(series=series, number=1, title="Meeting")
    words = _vocabulary(chance)
    bodies = [_body(words, chance) for _number in range(BODIES)]
    now = meeting.created_at
    index = _without_index()
    for start in range(0, size, 500):
        papers = Paper.objects.bulk_create(
            _paper(number, meeting, now) for number in range(start, min(start + 500, size))
        )
        SearchEntry.objects.bulk_create(
            _entry(paper, number, *bodies[number % BODIES])
            for number, paper in enumerate(papers, start)
        )
    with connection.cursor() as cursor:
        cursor.execute(index)
        cursor.execute("VACUUM ANALYZE")


def _without_index():
    """Quicker made at the end; returns what makes it, as it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'search_entry_by_words'")
        (made,) = cursor.fetchone()
        cursor.execute("DROP INDEX search_entry_by_words")
    return made


def _vocabulary(chance):
    return ["".join(chance.choices(SYLLABLES, k=2 + number % 4)) for number in range(WORDS)]


def _body(vocabulary, chance):
    """Words as they are in languages: a few often, most seldom."""
    lines = [
        " ".join(vocabulary[int(WORDS ** chance.random()) - 1] for _word in range(PER_LINE))
        for _line in range(LINES)
    ]
    return lines, [passages.compared(line) for line in lines]


def _paper(number, meeting, now):
    return Paper(
        meeting=meeting,
        slug=f"paper-{number}",
        title=f"Paper {number} on procurement" if number % 3 else f"Paper {number}",
        status=PaperStatus.PUBLISHED,
        why_not_stated="It is made up.",
        announced=f"{2000 + number % 26}-{1 + number % 12:02}",
        published_at=now,
        changed_at=now,
    )


def _entry(paper, number, lines, words):
    own = f"Procurement seen anew: marker{number}. {'zebra' if number % 7 == 0 else 'lion'} "
    own += "Żółć" if number % 50 == 0 else "vine"
    return SearchEntry(
        paper=paper,
        audience=Audience.EVERYBODY,
        title=paper.title,
        text="\n".join((*lines, own)),
        title_words=passages.compared(paper.title),
        lead_words=passages.compared(f"{paper.title} lead of the paper"),
        search_text=passages.joined(
            [*words, passages.compared(own), passages.compared(paper.title)]
        ),
        day=paper.announced,
    )
