"""What an application is found by."""

from django.db import connections
from django.db.models import Q, Value
from django.utils import translation

from common.search_words import MOST_WORDS, Finds, SearchVector, words


def search_words(application):
    """What an application is found by: its reference, organisation, centre, country, people."""
    with translation.override("en"):
        country = f"{application.country.code or ''} {application.country.name}"
    parts = (
        application.reference,
        application.organisation_name,
        application.centre_name,
        country,
        application.contact_name,
        application.delegate_name,
        application.alternate_name,
    )
    return " ".join(words(" ".join(parts)))


def matching(applications, query):
    """Those in which each word of the query begins a word; on SQLite: stands anywhere."""
    wanted = words(query)[:MOST_WORDS]
    if not wanted:
        return applications.none() if query.strip() else applications
    if connections[applications.db].vendor == "postgresql":
        prefixes = " & ".join(f"'{word}':*" for word in wanted)
        return applications.filter(Finds(SearchVector("search_text"), Value(prefixes)))
    return applications.filter(*(Q(search_text__contains=word) for word in wanted))
