"""How far long work on a row has come, for pages to show while its transaction is still open.

In the cache, because nobody else sees what an open transaction writes. Where the cache is away,
nobody is told, and the work goes on.
"""

import logging
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Model

KEPT_SECONDS = 3600
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    done: int
    all: int


def tell(row: Model, done: int, all_of_it: int) -> None:
    try:
        cache.set(_key(row), (done, all_of_it), KEPT_SECONDS)
    except Exception:
        log.warning("the cache does not answer; nobody is told how far the work has come")


def of(row: Model) -> Progress | None:
    """None before the work begins, or where nobody can say."""
    try:
        told = cache.get(_key(row))
    except Exception:
        return None
    return Progress(*told) if told else None


def forget(row: Model) -> None:
    try:
        cache.delete(_key(row))
    except Exception:
        log.warning("the cache does not answer")


def _key(row: Model) -> str:
    return f"progress:{row._meta.label_lower}:{row.pk}"
