"""What waits for somebody, told by the apps: each registers its queues, pages ask here for all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Count, Min, Model, QuerySet

from common.accounts import User

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Queue:
    """Things of one kind that wait: how many, since when, and where somebody acts on them.

    `oldest` is the instant since which the first of them waits, `first` the day that comes first,
    where days matter; a queue that is empty has neither.
    """

    label: str
    count: int
    url: str
    oldest: datetime | None = None
    first: date | None = None
    is_urgent: bool = False


def queue_of(
    rows: QuerySet[Row], label: str, url: str, *, since: str, is_urgent: bool = False
) -> Queue:
    """These rows as a queue, counted in one question; `since` names when each began to wait."""
    figures = rows.order_by().aggregate(count=Count("pk"), oldest=Min(since))
    return Queue(label, figures["count"], url, oldest=figures["oldest"], is_urgent=is_urgent)


Source = Callable[[datetime, User], Iterable[Queue]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """For an app's `ready()`: `source(now, user)` names the queues that this person can work off.

    They are shown in the order of INSTALLED_APPS.
    """
    if source not in _sources:
        _sources.append(source)


def queues(now: datetime, user: User) -> list[Queue]:
    """Every queue of every app, also those that are empty."""
    return [queue for source in _sources for queue in source(now, user)]
