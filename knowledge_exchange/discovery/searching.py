"""Full-text search over papers and meetings: the same rules on PostgreSQL and on SQLite.

A text is found by the beginnings of its words (the very short ones whole), in small letters and
without accents. No stemmer
takes part: papers come in two dozen languages, nobody says in which one they search, and
PostgreSQL stems half of them; the beginning of a word finds most of its endings. What has a word
in its title comes first, then in its authors, keywords or abstract, then in its text; the newer
before the older.
"""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import connections, transaction
from django.db.models import Case, Q, Value, When
from django.utils.safestring import SafeString

from knowledge_exchange.discovery import passages
from knowledge_exchange.discovery.models import SearchEntry
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.papers.models import Paper
from members.applications import searching

SHORTEST = 2  # letters of a word; figures may be shorter
PER_PAGE = 10


@dataclass(frozen=True)
class Result:
    thing: Paper | Meeting
    title: SafeString
    passage: SafeString

    @property
    def is_paper(self):
        return isinstance(self.thing, Paper)


def wanted_words(query):
    """The words that a search goes by; none when there is nothing to go by."""
    long_enough = [
        word[: passages.LONGEST_WORD]
        for word in searching.words(query)
        if len(word) >= SHORTEST or word.isdigit()
    ]
    return long_enough[: searching.MOST_WORDS]


def page_of(wanted, *, user, number):
    """A page of the results that this person may see, as Django's paginators give it."""
    entries = SearchEntry.objects.visible_to(user)
    with transaction.atomic():
        _by_index_of_words(entries.db)
        found = _ordered(_matching(entries, wanted), wanted)
        page = Paginator(found, PER_PAGE).get_page(number)
        page.object_list = list(page.object_list)
    page.object_list = _results(page.object_list, wanted)
    return page


def _by_index_of_words(database):
    """PostgreSQL thinks it cheap to take apart every text when most have the word. It is not."""
    if connections[database].vendor == "postgresql":
        with connections[database].cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")


def _matching(entries, wanted):
    """Those that have each wanted word."""
    if connections[entries.db].vendor == "postgresql":
        vector = searching.SearchVector("search_text")
        return entries.filter(searching.Finds(vector, Value(" & ".join(map(_term, wanted)))))
    return entries.filter(_all_in("search_text", wanted))


def _term(word):
    return f"'{word}'" if len(word) <= passages.SHORT_WORD else f"'{word}':*"


def _all_in(field, wanted):
    return Q(*(Q(**{f"{field}__contains": passages.needle(word)}) for word in wanted))


def _ordered(entries, wanted):
    rank = Case(
        When(_all_in("title_words", wanted), then=0),
        When(_all_in("lead_words", wanted), then=1),
        default=2,
    )
    return entries.order_by(rank, "-day", "-pk")


def _results(entries, wanted):
    papers = _by_key(Paper.objects.select_related("meeting"), [one.paper_id for one in entries])
    meetings = _by_key(Meeting.objects.all(), [one.meeting_id for one in entries])
    return [
        _result(entry, papers.get(entry.paper_id) or meetings[entry.meeting_id], wanted)
        for entry in entries
    ]


def _by_key(things, keys):
    keys = [key for key in keys if key]
    return things.in_bulk(keys) if keys else {}


def _result(entry, thing, wanted):
    passage = passages.best(entry.text, entry.search_text, wanted)
    return Result(
        thing=thing,
        title=passages.marked(entry.title, wanted),
        passage=passages.marked(passage or passages.opening(entry.text), wanted),
    )
