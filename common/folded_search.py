"""Looking for words in any list: no matter how they are spelled, typed or accented.

Each word begins a word of a column, as the public search finds it, or stands in it as typed.
Columns of words are asked by their index, countries by all their names. Other texts are read.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from common import country_names
from common.folding import sought, words
from common.search_words import MOST_WORDS, WordsField, begins

Rows = TypeVar("Rows", bound=QuerySet)


def finding(
    rows: Rows, text: str, fields: Sequence[str], *, read: Collection[str] | None = None
) -> Rows:
    """Those rows in which each word of the text stands in one of the fields.

    `read` names those fields without an index of words whose different texts are so few that
    they can be read and folded, all of them by default; the others are found as typed.
    """
    for typed in text.split()[:MOST_WORDS]:
        rows = rows.filter(holds(typed, fields, rows, read))
    return rows


def holds(
    typed: str, fields: Sequence[str], rows: QuerySet, read: Collection[str] | None = None
) -> Q:
    """That one word stands in one of the fields of these rows; see `finding`."""
    condition, wanted = Q(), sought(typed)
    places = [field for field in fields if field.endswith("country")]
    with_words = [field for field in fields if _has_words(rows.model, field)]
    plain = [field for field in fields if field not in (*places, *with_words)]
    for field in with_words if wanted else ():
        condition |= Q(*(begins(field, word, rows.db) for word in wanted))
    for field in places if wanted else ():
        named = (Q(**{f"{field}__in": country_names.beginning(word)}) for word in wanted)
        condition |= Q(*named)
    for field in plain:
        condition |= Q(**{f"{field}__icontains": typed})
        if wanted and (read is None or field in read):
            texts = rows.order_by().values_list(field, flat=True).distinct()
            condition |= Q(**{f"{field}__in": [one for one in texts if stands_in(wanted, [one])]})
    return condition or Q(pk__in=[])


def stands_in(wanted: list[str], texts: Iterable[object]) -> bool:
    found = words(" ".join(str(text or "") for text in texts))
    return all(any(word.startswith(beginning) for word in found) for beginning in wanted)


def _has_words(model: Any, field: str) -> bool:
    *relations, column = field.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return isinstance(model._meta.get_field(column), WordsField)
