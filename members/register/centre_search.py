"""Looking for centres by their own name, their country, and their hosts' names of now and before.

`members_words` gives the words of a name as `searching.words` does. In PostgreSQL it is a function
of the database with an index on each name; SQLite is lent Python's.
"""

from django.db import connections
from django.db.models import BooleanField, Func, Q, QuerySet, TextField, Value
from django_countries import countries

from common.countries import EUROPE
from common.search_words import MOST_WORDS, words
from members.register.models import Centre, FormerName, Organisation


class Words(Func):
    function = "members_words"
    output_field = TextField()


class _Finds(Func):
    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    arity = 2
    output_field = BooleanField()


class _Contains(Func):
    template = "(INSTR(%(expressions)s) > 0)"
    output_field = BooleanField()


def matching(centres: QuerySet[Centre], query: str) -> QuerySet[Centre]:
    """Those of which each word of the query begins a word of one of their names.

    By sets of keys, each found by an index; to read the names of all centres would take long.
    """
    wanted = words(query)[:MOST_WORDS]
    if query.strip() and not wanted:
        return centres.none()
    hosting = Centre.hosts.through.objects.values("centre")
    for word in wanted:
        named = begins(word, centres.db)
        hosts = Organisation.objects.filter(named).order_by().values("pk")
        once_named = FormerName.objects.filter(named).order_by().values("organisation")
        countries_named = [
            code
            for code in EUROPE
            if any(part.startswith(word) for part in words(f"{code} {countries.name(code)}"))
        ]
        centres = centres.filter(
            Q(pk__in=Centre.objects.filter(named).order_by().values("pk"))
            | Q(pk__in=hosting.filter(organisation__in=hosts))
            | Q(pk__in=hosting.filter(organisation__in=once_named))
            | Q(country__in=countries_named)
        )
    return centres


def begins(word: str, database: str) -> Q:
    if connections[database].vendor == "postgresql":
        return Q(_Finds(Words("name"), Value(f"'{word}':*")))
    return Q(_Contains(Words("name"), Value(f" {word}")))


def lend_words(sender, connection, **kwargs):
    """Give SQLite the function that PostgreSQL has of its own."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("members_words", 1, spaced, deterministic=True)


def spaced(name: str | None) -> str:
    """Each word with a space before it, so that a word's beginning can be told from its middle."""
    return "".join(f" {word}" for word in words(name or ""))
