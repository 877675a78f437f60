"""How far long work on a row has come, for pages to show while its transaction is still open.

In the cache, because nobody else sees what an open transaction writes. Where the cache is away,
nobody is told, and the work goes on.
"""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Model

from common.silent_cache import if_it_answers

KEPT_SECONDS = 3600


@dataclass(frozen=True)
class Progress:
    done: int
    all: int


def tell(row: Model, done: int, all_of_it: int) -> None:
    if_it_answers(lambda: cache.set(_key(row), (done, all_of_it), KEPT_SECONDS), None)


def of(row: Model) -> Progress | None:
    """None before the work begins, or where nobody can say."""
    told = if_it_answers(lambda: cache.get(_key(row)), None)
    return Progress(*told) if told else None


def forget(row: Model) -> None:
    if_it_answers(lambda: cache.delete(_key(row)), False)


def _key(row: Model) -> str:
    return f"progress:{row._meta.label_lower}:{row.pk}"
