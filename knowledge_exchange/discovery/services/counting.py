"""How often papers are read: counted in Redis on the way, and added to the table by beat.

Counting is one command to Redis. `fold` sets aside what has been counted as a batch with a name,
and adds it to the table in one transaction with that name: a worker that dies before the commit
leaves the batch for the next one, and one that dies after it leaves a name that is known. What a
Redis loses that is not kept on disk is at most what was counted since the last fold. Without Redis
each read is written to the table at once.
"""

import logging
import secrets
from collections import defaultdict
from datetime import date, timedelta

import redis
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F

from common import freshness
from knowledge_exchange.discovery.models import CountedBatch, DailyUse
from knowledge_exchange.papers.models import Paper

log = logging.getLogger(__name__)
VIEWS, DOWNLOADS = "views", "downloads"
PREFIX = "use:"
NAMES_KEPT = timedelta(days=30)  # of batches: far longer than any worker holds one


def count(slug, kind, *, day):
    """Never in the way of who reads: what cannot be counted is not."""
    try:
        if settings.REDIS_URL:
            freshness.store().hincrby(PREFIX + "now", f"{day} {kind} {slug}", 1)
        else:
            _add({(slug, day): {kind: 1}})
    except (redis.RedisError, DatabaseError) as fault:
        log.warning("a read of a paper is not counted: %s", fault)


def fold(*, now):
    """Add what was counted since the last time to the table; what others left behind too."""
    if not settings.REDIS_URL:
        return
    store = freshness.store()
    _set_aside(store)
    for name in store.smembers(PREFIX + "batches"):
        _fold_batch(store, name.decode(), now)
    CountedBatch.objects.filter(at__lt=now - NAMES_KEPT).delete()


def _set_aside(store):
    name = secrets.token_hex(16)
    if not store.exists(PREFIX + "now"):
        return
    with store.pipeline(transaction=True) as both:
        both.sadd(PREFIX + "batches", name)
        both.rename(PREFIX + "now", PREFIX + name)
        both.execute(raise_on_error=False)  # another worker was quicker: the batch is empty


def _fold_batch(store, name, now):
    counted = _read(store.hgetall(PREFIX + name))
    try:
        with transaction.atomic():
            CountedBatch.objects.create(token=name, at=now)
            _add(counted)
    except IntegrityError:
        if not CountedBatch.objects.filter(token=name).exists():
            raise
    with store.pipeline(transaction=True) as both:
        both.delete(PREFIX + name)
        both.srem(PREFIX + "batches", name)
        both.execute()


def _read(fields):
    counted = defaultdict(dict)
    for field, number in fields.items():
        day, kind, slug = field.decode().split(" ", 2)
        counted[slug, date.fromisoformat(day)][kind] = int(number)
    return counted


def _add(counted):
    """By paper and day. Drafts and withdrawn papers have no use that counts."""
    slugs = {slug for slug, _day in counted}
    keys = dict(Paper.objects.published().filter(slug__in=slugs).values_list("slug", "pk"))
    for (slug, day), numbers in sorted(counted.items()):
        if slug in keys:
            _add_to_day(keys[slug], day, numbers)


def _add_to_day(paper_id, day, numbers):
    rows = DailyUse.objects.filter(paper=paper_id, day=day)
    more = {kind: F(kind) + number for kind, number in numbers.items()}
    if rows.update(**more):
        return
    try:
        with transaction.atomic():
            DailyUse.objects.create(paper_id=paper_id, day=day, **numbers)
    except IntegrityError:  # the first of the day came twice at once
        rows.update(**more)
