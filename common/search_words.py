"""Words to search by: the same for whoever writes "Żółć", "zolc" or "ZOLC"."""

import re
import unicodedata

from django.db.models import BooleanField, Func, TextField

WORD = re.compile(r"[^\W_]+")
WHOLE_LETTERS = str.maketrans(  # Unicode does not take these apart
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
MOST_WORDS = 8  # of one search


def words(text: str) -> list[str]:
    """The words of a text in small letters and without accents, each once, in their order."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in taken_apart if not unicodedata.combining(letter))
    return list(dict.fromkeys(WORD.findall(plain.casefold().translate(WHOLE_LETTERS))))


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
