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
from collections.abc import Mapping
from datetime import date, datetime, timedelta

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
Counts = Mapping[tuple[str, date], dict[str, int]]  # by slug and day, then kind
NAMES_KEPT = timedelta(days=30)  # of batches: far longer than any worker holds one


def count(slug: str, kind: str, *, day: date) -> None:
    """Never in the way of who reads: what cannot be counted is not."""
    try:
        if settings.REDIS_URL:
            freshness.store().hincrby(PREFIX + "now", f"{day} {kind} {slug}", 1)
        else:
            _add({(slug, day): {kind: 1}})
    except (redis.RedisError, DatabaseError) as fault:
        log.warning("a read of a paper is not counted: %s", fault)


def fold(*, now: datetime) -> None:
    """Add what was counted since the last time to the table; what others left behind too."""
    if not settings.REDIS_URL:
        return
    store = freshness.store()
    set_aside(store)
    for member in store.smembers(PREFIX + "batches"):
        name = _text(member)
        counts: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
        for field, number in store.hgetall(PREFIX + name).items():
            day, kind, slug = _text(field).split(" ", 2)
            counts[slug, date.fromisoformat(day)][kind] = int(number)
        try:
            with transaction.atomic():
                CountedBatch.objects.create(token=name, at=now)
                _add(counts)
        except IntegrityError:
            if not CountedBatch.objects.filter(token=name).exists():
                raise
        with store.pipeline(transaction=True) as both:
            both.delete(PREFIX + name)
            both.srem(PREFIX + "batches", name)
            both.execute()
    CountedBatch.objects.filter(at__lt=now - NAMES_KEPT).delete()


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value


def set_aside(store: redis.Redis) -> None:
    """What has been counted by now becomes a batch with a name."""
    if not store.exists(PREFIX + "now"):
        return
    name = secrets.token_hex(16)
    with store.pipeline(transaction=True) as both:
        both.sadd(PREFIX + "batches", name)
        both.rename(PREFIX + "now", PREFIX + name)
        both.execute(raise_on_error=False)  # another worker was quicker: the batch is empty


def _add(counts: Counts) -> None:
    """By paper and day. Drafts and withdrawn papers have no use that counts."""
    slugs = {slug for slug, _day in counts}
    keys = dict(Paper.objects.published().filter(slug__in=slugs).values_list("slug", "pk"))
    for (slug, day), numbers in sorted(counts.items()):
        if slug not in keys:
            continue
        rows = DailyUse.objects.filter(paper=keys[slug], day=day)
        more = {kind: F(kind) + number for kind, number in numbers.items()}
        if rows.update(**more):
            continue
        try:
            with transaction.atomic():
                DailyUse.objects.create(paper_id=keys[slug], day=day, **numbers)
        except IntegrityError:  # the first of the day came twice at once
            rows.update(**more)
