"""Words to search by: the same for whoever writes "Żółć", "zolc" or "ZOLC"."""

import re
import unicodedata

from django.db import connections
from django.db.models import BooleanField, Func, Q, TextField, Value
from django.utils import translation

WORD = re.compile(r"[^\W_]+")
WHOLE_LETTERS = str.maketrans(  # Unicode does not take these apart
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
MOST_WORDS = 8  # of one search


def words(text):
    """The words of a text in small letters and without accents, each once, in their order."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in taken_apart if not unicodedata.combining(letter))
    return list(dict.fromkeys(WORD.findall(plain.casefold().translate(WHOLE_LETTERS))))


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


class SearchVector(Func):
    """The words of a `search_text` as PostgreSQL indexes them: no parser takes them apart again.

    The index is made of this very expression; one that differs would not be used.
    """

    template = "array_to_tsvector(array_remove(string_to_array(%(expressions)s, ' '), ''))"
    output_field = TextField()


class Finds(Func):
    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    arity = 2
    output_field = BooleanField()


def matching(applications, query):
    """Those in which each word of the query begins a word; on SQLite: stands anywhere."""
    wanted = words(query)[:MOST_WORDS]
    if not wanted:
        return applications.none() if query.strip() else applications
    if connections[applications.db].vendor == "postgresql":
        prefixes = " & ".join(f"'{word}':*" for word in wanted)
        return applications.filter(Finds(SearchVector("search_text"), Value(prefixes)))
    return applications.filter(*(Q(search_text__contains=word) for word in wanted))
