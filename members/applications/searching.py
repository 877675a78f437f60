"""What an application is found by."""

from django.db import connections
from django.db.models import Q, QuerySet, Value

from common import country_names
from common.folding import sought, words
from common.search_words import MOST_WORDS, Finds, SearchVector
from members.applications.form_fields import FIELDS
from members.applications.models import Application


def search_words(application: Application) -> str:
    """What an application is found by: its reference, country, organisation, centre and people.

    Migration 0006 asks this of the rows of its day, which lack any column that came later.
    """
    code = str(application.country)
    country = " ".join(country_names.names_of(code)) if code else ""
    searched = [field.name for field in FIELDS.values() if field.is_searched]
    answers = [getattr(application, name, "") for name in searched]
    return " ".join(words(" ".join([application.reference, country, *answers])))


def matching(applications: QuerySet[Application], query: str) -> QuerySet[Application]:
    """Those in which each word of the query begins a word; on SQLite: stands anywhere."""
    wanted = sought(query)[:MOST_WORDS]
    if not wanted:
        return applications.none() if query.strip() else applications
    if connections[applications.db].vendor == "postgresql":
        prefixes = " & ".join(f"'{word}':*" for word in wanted)
        return applications.filter(Finds(SearchVector("search_text"), Value(prefixes)))
    return applications.filter(*(Q(search_text__contains=word) for word in wanted))
