"""When each item of an agenda begins and ends. Standard library only: no Django, no clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any


@dataclass(frozen=True)
class Slot:
    item: Any
    day: int  # of the meeting, from 1
    on: date | None
    begins: time | None
    ends: time | None


def slots(items, begins=None, first_day=None):
    """An item without a time of its own follows the one before; the first, the meeting's begin.

    An item that begins earlier in the day than the one before it is on the next day.
    """
    found, day, clock, latest = [], 1, begins, None
    for item in items:
        starts = item.starts or clock
        if starts and latest and starts < latest:
            day += 1
        latest = starts or latest
        clock = _later(starts, item.minutes)
        on = first_day and first_day + timedelta(days=day - 1)
        found.append(Slot(item, day, on, starts, clock))
    return found


def _later(starts, minutes):
    if starts is None or not minutes:
        return None
    return (datetime.combine(date(2000, 1, 1), starts) + timedelta(minutes=minutes)).time()
