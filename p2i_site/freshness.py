"""What is kept of the public data, and how it is known to be out of date.

All that is kept carries the *generation* of the data that it was made from: a random token in the
cache, replaced after the commit of any write to a table that public pages may show. What carries
another generation than the present one is not used again. Whoever makes something to keep asks for
the generation first and reads the data afterwards; a write that commits in between replaces the
generation, and what was made of the older data is never served.

Writes are noticed where all of them pass, on the way to the database: services, admin, `update()`,
bulk writes, worker and commands alike. A token is never used twice, so a cache that lost it cannot
bring old pages back. Everything kept also ends by itself within settings.PUBLIC_CACHE_SECONDS: for
words such as "in 3 days", for SQL by hand, and for a write whose token could not be replaced
because Redis was away.
"""

import logging
import re
from secrets import token_hex

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
GENERATION = "public:generation"
WRITE = re.compile(
    r"\s*(?:(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|MERGE\s+INTO|COPY)\s+"
    r'(?:ONLY\s+)?"?(\w+)|WITH\b)',
    re.IGNORECASE,
)
# Written often, and on no public page (a test reads them all). All others count as public, so that
# a table nobody thought of here costs a little speed and shows nothing old.
QUIET = re.compile(
    r"django_(session|admin_log|migrations)|account_\w+|mfa_\w+|outbox_\w+|auth_\w+"
    r"|members_(application|applicationevent|collaborator|evidence|savedsection|statement)"
)


def look_up(key):
    """(generation, what is kept under the key in it); None for both if there is no cache."""
    if not settings.PUBLIC_CACHE_SECONDS:
        return None, None
    try:
        known = cache.get_many((GENERATION, key))
        generation = known.get(GENERATION) or _first_generation()
    except RedisError as fault:
        logger.warning("Public pages are made anew, the cache is silent: %s", fault)
        return None, None
    made_in, value = known.get(key, (None, None))
    return generation, value if made_in == generation else None


def keep(key, generation, value):
    """Keep what was made of data read after `look_up` had told this generation."""
    try:
        cache.set(key, (generation, value), settings.PUBLIC_CACHE_SECONDS)
    except RedisError as fault:
        logger.warning("A public page is not kept, the cache is silent: %s", fault)


def remembered(name, make):
    """What `make()` reads of the public data, kept as long as the data stay the same."""
    if connection.in_atomic_block:
        return make()  # it may see what is never committed
    key = f"public:{name}"
    generation, value = look_up(key)
    if value is None:
        value = make()
        if generation:
            keep(key, generation, value)
    return value


def watch(sender, connection, **kwargs):
    """Notice the writes of a database connection that has just been made."""
    if notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(notice)


def notice(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    if settings.PUBLIC_CACHE_SECONDS and changes_public_data(str(sql)):
        _begin_anew_after_commit(context["connection"])
    return result


def changes_public_data(sql):
    write = WRITE.match(sql)
    return bool(write) and not (write[1] and QUIET.fullmatch(write[1]))


def _begin_anew_after_commit(connection):
    """Once a transaction: a call that an enclosing savepoint waits with is enough for this write.

    One that waits with a savepoint of its own would be forgotten if that is rolled back.
    """
    around = set(connection.savepoint_ids)
    waiting = (
        savepoints for savepoints, act, *_rest in connection.run_on_commit if act is begin_anew
    )
    if not any(savepoints <= around for savepoints in waiting):
        transaction.on_commit(begin_anew, using=connection.alias)


def begin_anew():
    """What was kept so far is out of date."""
    try:
        cache.set(GENERATION, token_hex(8), timeout=None)
    except RedisError as fault:
        logger.warning("Public pages may be %s s old: %s", settings.PUBLIC_CACHE_SECONDS, fault)


def _first_generation():
    return cache.get_or_set(GENERATION, lambda: token_hex(8), timeout=None)
