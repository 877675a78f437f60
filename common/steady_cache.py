"""The cache in Redis, whose counts of attempts go on in the database while Redis is silent.

Whoever guesses is stopped by such counts (`ACCOUNT_RATE_LIMITS`). Without them either everybody
could guess, or nobody could sign in. A count begins anew when Redis falls silent and when it is
back: that is one more round for whoever guesses, and they do not choose the moment.
"""

import logging
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.utils.crypto import salted_hmac

from common import silent_cache

log = logging.getLogger(__name__)
COUNTS = ("allauth:rl:", "asked/")  # how the names of counts of attempts begin
SILENT = "Redis gave no answer a moment ago"


class SteadyCache(RedisCache):
    """What counts no attempts raises RedisError as before, and at once during the pause."""

    def add(self, key: str, *args: Any, **options: Any) -> bool:
        return self._ask("add", super().add, key, *args, **options)

    def get(self, key: str, *args: Any, **options: Any) -> Any:
        return self._ask("get", super().get, key, *args, **options)

    def set(self, key: str, *args: Any, **options: Any) -> None:
        self._ask("set", super().set, key, *args, **options)

    def delete(self, key: str, *args: Any, **options: Any) -> bool:
        return self._ask("delete", super().delete, key, *args, **options)

    def incr(self, key: str, *args: Any, **options: Any) -> int:
        return self._ask("incr", super().incr, key, *args, **options)

    def _ask(
        self, name: str, redis_does: Callable[..., Any], key: str, *args: Any, **options: Any
    ) -> Any:
        if not silent_cache.is_silent():
            try:
                return redis_does(key, *args, **options)
            except redis.RedisError as fault:
                silent_cache.note_silence()
                log.warning("Redis is silent (%s)", type(fault).__name__)
                if not key.startswith(COUNTS):
                    raise
        if key.startswith(COUNTS):
            return getattr(caches["attempts"], name)(key, *args, **options)
        raise redis.ConnectionError(SILENT)


def hidden_key(key: str, prefix: str, version: int) -> str:
    """In the database nobody reads who tried: the name of a count holds a visitor's address."""
    return salted_hmac(__name__, f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()
