"""Full-text search over papers and meetings: the same rules on PostgreSQL and on SQLite.

A text is found by the beginnings of its words (the very short ones whole), in small letters and
without accents. No stemmer takes part: papers come in two dozen languages, nobody says in which
one they search, and PostgreSQL stems half of them; the beginning of a word finds most of its
endings. What has a word in its title comes first, then in its authors, keywords or abstract, then
in its text; the newer before the older.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db import connections, transaction
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.safestring import SafeString

from common.folding import sought
from common.search_words import MOST_WORDS, Finds, SearchVector
from knowledge_exchange.discovery import passages
from knowledge_exchange.discovery.models import SearchEntry
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.papers.models import Paper
from members.models import User

SHORTEST = 2  # letters of a word; figures may be shorter
PER_PAGE = 10


@dataclass(frozen=True)
class Result:
    thing: Paper | Meeting
    title: SafeString
    passage: SafeString

    @property
    def is_paper(self) -> bool:
        return isinstance(self.thing, Paper)


def search_terms(query: str) -> list[str]:
    """The words that a search goes by; none when there is nothing to go by."""
    long_enough = [
        word[: passages.LONGEST_WORD]
        for word in sought(query)
        if len(word) >= SHORTEST or word.isdigit()
    ]
    return long_enough[:MOST_WORDS]


def page_of(
    terms: Sequence[str], *, user: User | AnonymousUser, number: str | int | None
) -> Page[Result]:
    """A page of the results that this person may see, as Django's paginators give it."""
    visible = SearchEntry.objects.visible_to(user)
    rank = Case(
        When(_all_in("title_words", terms), then=0),
        When(_all_in("lead_words", terms), then=1),
        default=2,
    )
    ordered = matching(visible, terms).order_by(rank, "-day", "-pk")
    with transaction.atomic():
        use_index_of_words(visible.db)
        page: Page = Paginator(ordered, PER_PAGE).get_page(number)
        entries = list(page.object_list)
    papers = Paper.objects.select_related("meeting").in_bulk(
        [entry.paper_id for entry in entries if entry.paper_id]
    )
    meetings = Meeting.objects.in_bulk([entry.meeting_id for entry in entries if entry.meeting_id])
    results = []
    for entry in entries:
        passage = passages.best(entry.text, entry.search_text, terms)
        results.append(
            Result(
                thing=papers.get(entry.paper_id) or meetings[entry.meeting_id],
                title=passages.marked(entry.title, terms),
                passage=passages.marked(passage or passages.opening(entry.text), terms),
            )
        )
    page.object_list = results
    return page


def matching(entries: QuerySet[SearchEntry], terms: Sequence[str]) -> QuerySet[SearchEntry]:
    """Those that have each terms word."""
    if connections[entries.db].vendor != "postgresql":
        return entries.filter(_all_in("search_text", terms))
    prefixes = [
        f"'{word}'" if len(word) <= passages.SHORT_WORD else f"'{word}':*" for word in terms
    ]
    return entries.filter(Finds(SearchVector("search_text"), Value(" & ".join(prefixes))))


def use_index_of_words(database: str) -> None:
    """PostgreSQL thinks it cheap to take apart every text when most have the word. It is not."""
    if connections[database].vendor == "postgresql":
        with connections[database].cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")


def _all_in(field: str, terms: Sequence[str]) -> Q:
    return Q(*(Q(**{f"{field}__contains": passages.needle(word)}) for word in terms))
