"""What an application is found by."""

from django.db import connections
from django.db.models import Q, QuerySet, Value
from django.utils import translation
from django_countries import countries

from common.search_words import MOST_WORDS, Finds, SearchVector, words
from members.applications.form_fields import FIELDS
from members.applications.models import Application


def search_words(application: Application) -> str:
    """What an application is found by: its reference, country, organisation, centre and people.

    Migration 0006 asks this of the rows of its day, which lack any column that came later.
    """
    with translation.override("en"):
        code = str(application.country)
        country = f"{code} {countries.name(code)}"
    searched = [field.name for field in FIELDS.values() if field.is_searched]
    answers = [getattr(application, name, "") for name in searched]
    return " ".join(words(" ".join([application.reference, country, *answers])))


def matching(applications: QuerySet[Application], query: str) -> QuerySet[Application]:
    """Those in which each word of the query begins a word; on SQLite: stands anywhere."""
    sought = words(query)[:MOST_WORDS]
    if not sought:
        return applications.none() if query.strip() else applications
    if connections[applications.db].vendor == "postgresql":
        prefixes = " & ".join(f"'{word}':*" for word in sought)
        return applications.filter(Finds(SearchVector("search_text"), Value(prefixes)))
    return applications.filter(*(Q(search_text__contains=word) for word in sought))
