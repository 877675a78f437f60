"""Subscribers are notified of a new paper: once per paper, many of them, in a worker.

Publishing writes one row. A task turns it into mails a batch at a time; each mail is unique per
paper and subscription in the outbox, so that a worker that dies in the middle mails nobody twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from celery import current_app
from django.db import transaction

from knowledge_exchange.discovery.models import Announcement, Subscription
from knowledge_exchange.papers.models import Paper
from outbox.services import draft, queue_all

log = logging.getLogger(__name__)
NEW_PAPER = "knowledge_exchange.new_paper"
BATCH = 500
ANNOUNCE = "knowledge_exchange.tasks.announce_papers"  # by its name: tasks call services


def begin(paper: Paper, *, now: datetime) -> None:
    """In the transaction that publishes the paper's first text: later ones announce nothing."""
    _row, created = Announcement.objects.get_or_create(paper=paper, defaults={"at": now})
    if created:
        transaction.on_commit(wake_worker, robust=True)


def wake_worker() -> None:
    """Ask a worker to notify the subscribers now; whatever the broker does, beat asks again."""
    try:
        current_app.send_task(ANNOUNCE)
    except Exception as fault:
        log.warning("the broker does not answer (%s); announcements wait for beat", fault)


def notify_all(clock: Callable[[], datetime]) -> None:
    """Queue the mails of every unfinished announcement; `clock()` gives the time."""
    for key in list(Announcement.objects.unfinished().values_list("pk", flat=True)):
        while notify_next(key, now=clock()):
            pass


@transaction.atomic
def notify_next(key: int, *, now: datetime) -> bool:
    """Queue the next batch; True while there may be more."""
    unfinished = Announcement.objects.unfinished().select_for_update(skip_locked=True, of=("self",))
    announcement = unfinished.select_related("paper").filter(pk=key).first()
    if announcement is None:
        return False  # another worker is at it
    paper, batch = announcement.paper, []
    if paper.is_published:
        subscribed = Subscription.objects.to_hear_of(announcement)
        batch = list(subscribed.filter(pk__gt=announcement.told_up_to).order_by("pk")[:BATCH])
    letters = [
        draft(
            NEW_PAPER,
            key=f"{NEW_PAPER}/{paper.pk}/{subscription.pk}",
            to=subscription.email,
            about=subscription,
            details={"paper": paper.pk},
            now=now,
        )
        for subscription in batch
    ]
    queue_all(letters, now=now)
    if batch:
        announcement.told_up_to = batch[-1].pk
    if len(batch) < BATCH:
        announcement.done_at = max(now, announcement.at)
    announcement.save(update_fields=["told_up_to", "done_at"])
    return announcement.done_at is None
