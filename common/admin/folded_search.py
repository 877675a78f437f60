"""The search of the admin's lists: no matter how a name is spelled, typed or accented."""

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from common import country_names
from common.folding import sought, words
from common.search_words import MOST_WORDS, WordsField, begins


class FoldedSearchMixin:
    """Each word begins a word of a column, as the public search finds it, or stands in it as typed.

    Columns of words are asked by their index, countries by all their names. The texts of other
    lists are read, which are short; a long one says so by `reads_texts`.
    """

    model: type[Model]
    reads_texts = True

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        fields = list(self.get_search_fields(request))  # type: ignore[attr-defined]
        found = queryset
        for typed in search_term.split()[:MOST_WORDS]:
            found = found.filter(self._with(typed, fields, queryset))
        return found, any("__" in field for field in fields)

    def _with(self, typed: str, fields: list[str], rows: QuerySet) -> Q:
        condition, wanted = Q(), sought(typed)
        places = [field for field in fields if field.endswith("country")]
        with_words = [field for field in fields if self._has_words(field)]
        plain = [field for field in fields if field not in (*places, *with_words)]
        for field in with_words if wanted else ():
            condition |= Q(*(begins(field, word, rows.db) for word in wanted))
        for field in places if wanted else ():
            named = (Q(**{f"{field}__in": country_names.beginning(word)}) for word in wanted)
            condition |= Q(*named)
        for field in plain:
            condition |= Q(**{f"{field}__icontains": typed})
        if wanted and plain and self.reads_texts:
            read = rows.order_by().values_list("pk", *plain)
            condition |= Q(pk__in={pk for pk, *texts in read if stands_in(wanted, texts)})
        return condition or Q(pk__in=[])

    def _has_words(self, field: str) -> bool:
        model: Any = self.model
        *relations, column = field.split("__")
        for relation in relations:
            model = model._meta.get_field(relation).related_model
        return isinstance(model._meta.get_field(column), WordsField)


def stands_in(wanted: list[str], texts: list[object]) -> bool:
    found = words(" ".join(str(text or "") for text in texts))
    return all(any(word.startswith(beginning) for word in found) for beginning in wanted)
