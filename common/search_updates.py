"""What is to be found anew, told by those who change it to those who index it.

The two do not import each other: an app registers its indexers when the site starts, and they run
at once, in the transaction of the change, so that what readers find is never behind what they see.
A row whose model nobody registered is a fault, so that no change is lost in silence.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db.models import Model

T = TypeVar("T", bound=Model)

_indexers: dict[type[Model], Callable[..., object]] = {}
_announcers: dict[type[Model], Callable[..., object]] = {}


def index_with(model: type[T], index: Callable[[T], object]) -> None:
    """For an app's `ready()`."""
    _indexers[model] = index


def announce_with(model: type[T], announce: Callable[..., object]) -> None:
    """For an app's `ready()`: `announce(row, now=…)`."""
    _announcers[model] = announce


def changed(row: Model) -> None:
    """Index it anew; the row should be locked."""
    _indexers[type(row)](row)


def announce(row: Model, *, now: datetime) -> None:
    """It is public for the first time: those who asked for news of its kind are notified."""
    _announcers[type(row)](row, now=now)
