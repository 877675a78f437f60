"""What opens something to a person besides their sign-in, and how each of it ends.

An app that hands out such a thing registers how it ends; which event ends which stands in one table
of `members` (`register/services/endings.py`).
"""

from collections.abc import Callable
from datetime import datetime
from enum import Enum

from common.accounts import User


class Opening(Enum):
    TOKENS = "tokens for programs"
    CALENDAR = "the private calendar address"


# Whose, and made before when (None: all of them), now.
End = Callable[[User, datetime | None, datetime], None]
_ends: dict[Opening, End] = {}


def register(opening: Opening, end: End) -> None:
    _ends[opening] = end


def end(opening: Opening, user: User, *, made_before: datetime | None, now: datetime) -> None:
    """Where no app hands such a thing out there is nothing to end."""
    if opening in _ends:
        _ends[opening](user, made_before, now)
