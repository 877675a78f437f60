"""Looking for words in the database: `common.folding` says which words a text has."""

from typing import Any

from django.db import connections
from django.db.models import BooleanField, Func, Model, Q, TextField, Value

from common.folding import words

MOST_WORDS = 8  # of one search


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


class WordsField(TextField):
    """The words of other columns of its row, made whenever the row is saved, as auto_now is.

    Each has a space before it, so that a word's beginning can be told from its middle. A `save`
    that names its columns must name this one too.
    """

    def __init__(self, *args: Any, of: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"editable": False, "blank": True, "db_default": "", **kwargs})

    def pre_save(self, model_instance: Model, add: bool) -> str:
        made = spaced(" ".join(getattr(model_instance, name) or "" for name in self.of))
        setattr(model_instance, self.attname, made)
        return made

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def spaced(text: str) -> str:
    return "".join(f" {word}" for word in words(text))


def begins(column: str, word: str, database: str) -> Q:
    """That a word of a `WordsField` begins so."""
    if connections[database].vendor == "postgresql":
        return Q(Finds(SearchVector(column), Value(f"'{word}':*")))
    return Q(**{f"{column}__contains": f" {word}"})
