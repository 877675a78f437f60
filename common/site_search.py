"""Search over everything, told by the apps: each registers what it can find, pages ask here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from common.accounts import Visitor


@dataclass(frozen=True)
class Hit:
    """Something found: its name, where it stands, and a few words that tell it from others."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind, the best first."""

    label: str
    hits: list[Hit]


Finder = Callable[[str, Visitor, int], Iterable[Hit]]
_finders: list[tuple[str, Finder]] = []


def register(label: str, finder: Finder) -> None:
    """For an app's `ready()`: `finder(text, visitor, limit)` finds what this visitor may see.

    It gives `limit` hits at the most, in a number of queries that does not grow with them.
    """
    if (label, finder) not in _finders:
        _finders.append((label, finder))


def search(text: str, visitor: Visitor, *, limit: int) -> list[Group]:
    """What the visitor may see of each kind, kinds without a hit left out."""
    groups = [
        Group(str(label), list(finder(text, visitor, limit))[:limit]) for label, finder in _finders
    ]
    return [group for group in groups if group.hits]
