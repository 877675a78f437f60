"""When each item of an agenda begins and ends. Standard library only: no Django, no clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any


@dataclass(frozen=True)
class Slot:
    item: Any
    begins: time | None
    ends: time | None


def slots(items, begins=None):
    """An item without a time of its own follows the one before; the first, the meeting's begin."""
    found, clock = [], begins
    for item in items:
        starts = item.starts or clock
        clock = _later(starts, item.minutes)
        found.append(Slot(item, starts, clock))
    return found


def _later(starts, minutes):
    if starts is None or not minutes:
        return None
    return (datetime.combine(date(2000, 1, 1), starts) + timedelta(minutes=minutes)).time()
