"""What is kept of the public data, and how it is known to be out of date.

All that is kept carries the *generation* of the data that it was made from: a random token in
Redis, replaced after the commit of any write to a table that public pages may show. What carries
another generation than the present one is not used again. Whoever makes something to keep asks for
the generation first and reads the data afterwards; a write that commits in between replaces the
generation, and what was made of the older data is never served.

Writes are noticed where all of them pass, on the way to the database: services, admin, `update()`,
bulk writes, worker and commands alike. A token is never used twice, so a Redis that lost it cannot
bring old pages back. Everything kept also ends by itself within settings.PUBLIC_CACHE_SECONDS: for
words such as "in 3 days", for SQL by hand, and for a write whose token could not be replaced
because Redis was away.
"""

import json
import logging
import re
from collections.abc import Callable
from functools import lru_cache
from secrets import token_bytes
from typing import TypeVar

import redis
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from redis.backoff import NoBackoff
from redis.retry import Retry

from common import silent_cache

Json = TypeVar("Json")
logger = logging.getLogger(__name__)
PREFIX, GENERATION = "public:", "generation"
TOKEN_BYTES = 12
SILENCE = 1  # seconds after which Redis counts as away
_is_owed = False  # whether this process has news that Redis has not been told
WRITE = re.compile(
    r"\s*(?:(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|MERGE\s+INTO|COPY)\s+"
    r'(?:ONLY\s+)?"?(\w+)|WITH\b)',
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def store() -> redis.Redis:
    """Redis itself: on the way of a kept page Django's cache would take as long as all the rest.

    One more try, at once, for a connection that has gone stale; none for a Redis that is frozen.
    """
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=SILENCE,
        socket_timeout=SILENCE,
        retry=Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
    )


def look_up(key: str) -> tuple[bytes | None, bytes | None]:
    """(generation, bytes kept under the key in it or None); None for both if there is no cache."""
    if not settings.PUBLIC_CACHE_SECONDS or silent_cache.is_silent():
        return None, None
    if _is_owed:
        begin_anew()
    try:
        generation: bytes | None
        kept: bytes | None
        generation, kept = store().mget(PREFIX + GENERATION, PREFIX + key)  # type: ignore[assignment]
        if not generation:  # whoever comes first names it
            store().set(PREFIX + GENERATION, _token(), nx=True)
            generation = store().get(PREFIX + GENERATION)  # type: ignore[assignment]
    except redis.RedisError as fault:
        silent_cache.note_silence()
        logger.warning("Public pages are made anew, Redis is silent: %s", fault)
        return None, None
    if generation and kept and kept.startswith(generation):
        return generation, kept[len(generation) :]
    return generation, None


def keep(key: str, generation: bytes, value: bytes) -> None:
    """Keep what was made of data read after `look_up` had told this generation."""
    if silent_cache.is_silent():
        return
    try:
        store().set(PREFIX + key, generation + value, ex=settings.PUBLIC_CACHE_SECONDS)
    except redis.RedisError as fault:
        silent_cache.note_silence()
        logger.warning("A public page is not kept, Redis is silent: %s", fault)


def remembered(name: str, make: Callable[[], Json]) -> Json:
    """What `make()` reads of the public data as plain JSON, as long as the data stay the same."""
    if connection.in_atomic_block:
        return make()  # it may see what is never committed
    generation, kept = look_up(name)
    if kept:
        return json.loads(kept)
    value = make()
    if generation:
        keep(name, generation, json.dumps(value).encode())
    return value


def at_most_a_minute(name: str, number: int) -> bool:
    """Whether this is among the first `number` calls of the minute that its first call began."""
    if silent_cache.is_silent():
        return False
    try:
        count = store().incr(PREFIX + name)
        if count == 1:
            store().expire(PREFIX + name, 60)
    except redis.RedisError:
        silent_cache.note_silence()
        return False
    return count <= number


def watch(sender: object, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Notice the writes of a database connection that has just been made."""
    if notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(notice)


def notice(execute, sql, params, many, context):
    """A wrapper of Django's around each statement: a write of public data begins anew after commit.

    Once a transaction: a call that an enclosing savepoint waits with is enough for this write. One
    that waits with a savepoint of its own would be forgotten if that is rolled back.
    """
    result = execute(sql, params, many, context)
    if not settings.PUBLIC_CACHE_SECONDS or not changes_public_data(str(sql)):
        return result
    connection = context["connection"]
    around = set(connection.savepoint_ids)
    waiting = (
        savepoints for savepoints, act, *_rest in connection.run_on_commit if act is begin_anew
    )
    if not any(savepoints <= around for savepoints in waiting):
        transaction.on_commit(begin_anew, using=connection.alias)
    return result


def changes_public_data(sql: str) -> bool:
    write = WRITE.match(sql)
    if write is None:
        return False
    return not (write[1] and (is_quiet(write[1]) or is_shown_later(write[1])))


def is_quiet(table: str) -> bool:
    return re.fullmatch(settings.TABLES_ON_NO_PUBLIC_PAGE, table) is not None


def is_shown_later(table: str) -> bool:
    return re.fullmatch(settings.TABLES_SHOWN_LATER, table) is not None


def begin_anew() -> None:
    """What was kept so far is out of date. A Redis that is silent is told once it answers again."""
    global _is_owed
    _is_owed = True
    if silent_cache.is_silent():
        return
    try:
        store().set(PREFIX + GENERATION, _token())
        _is_owed = False
    except redis.RedisError as fault:
        silent_cache.note_silence()
        logger.warning("Public pages may be %s s old: %s", settings.PUBLIC_CACHE_SECONDS, fault)


def _token() -> bytes:
    return token_bytes(TOKEN_BYTES)
