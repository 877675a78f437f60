"""What waits for somebody, told by the apps: each registers its queues, pages ask here for all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from common.accounts import User


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
