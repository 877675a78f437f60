"""What waits for a second person in a model of its own: each app registers its own in `ready()`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from common.accounts import User


@dataclass(frozen=True)
class Waiting:
    """Listed under `/tasks/` beside the proposals, with the page on which it is released."""

    title: str
    url: str
    proposed_by: User
    proposed_at: datetime

    def get_absolute_url(self) -> str:
        return self.url


Source = Callable[[User], Iterable[Waiting]]
_sources: list[Source] = []


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def to_release(user: User) -> list[Waiting]:
    """What waits for this person as the second one."""
    return [waiting for source in _sources for waiting in source(user)]
