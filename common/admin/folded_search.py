"""The search of the admin's lists, by `common.folded_search`."""

from collections.abc import Collection

from django.db.models import QuerySet
from django.http import HttpRequest

from common.folded_search import finding


class FoldedSearchMixin:
    """A long list names in `texts_read` the fields whose different texts are few: see `finding`."""

    texts_read: Collection[str] | None = None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        fields = list(self.get_search_fields(request))  # type: ignore[attr-defined]
        found = finding(queryset, search_term, fields, read=self.texts_read)
        return found, any("__" in field for field in fields)
