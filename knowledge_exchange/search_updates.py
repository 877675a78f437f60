"""What meetings and papers tell the discovery, which stands above them: a change, a new paper.

They do not import it; `apps.py` registers its functions here when the site starts. They run at
once, in the transaction of the change, so that what readers find is never behind what they see.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db.models import Model

T = TypeVar("T", bound=Model)

_indexers: dict[type[Model], Callable[..., object]] = {}
_announcers: dict[type[Model], Callable[..., object]] = {}


def index_with(model: type[T], index: Callable[[T], object]) -> None:
    _indexers[model] = index


def announce_with(model: type[T], announce: Callable[..., object]) -> None:
    """`announce(row, now=…)`."""
    _announcers[model] = announce


def changed(row: Model) -> None:
    """Index a meeting or a paper anew; its row should be locked."""
    _indexers[type(row)](row)


def announce(row: Model, *, now: datetime) -> None:
    """Tell the subscribers of a paper, once its transaction is committed."""
    _announcers[type(row)](row, now=now)
