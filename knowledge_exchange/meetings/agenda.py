"""When each item of an agenda begins and ends. Standard library only: no Django, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol


class Item(Protocol):
    @property
    def starts(self) -> time | None: ...

    @property
    def minutes(self) -> int | None: ...


@dataclass(frozen=True)
class Slot:
    item: Item
    day: int  # of the meeting, from 1
    on: date | None
    begins: time | None
    ends: time | None


def slots(
    items: Iterable[Item], begins: time | None = None, first_day: date | None = None
) -> list[Slot]:
    """An item without a time of its own follows the one before; the first, the meeting's begin.

    An item that begins earlier in the day than the one before it is on the next day.
    """
    result, day, clock, latest = [], 1, begins, None
    for item in items:
        starts = item.starts or clock
        if starts and latest and starts < latest:
            day += 1
        latest = starts or latest
        clock = None
        if starts and item.minutes:
            begin = datetime.combine(date(2000, 1, 1), starts)
            clock = (begin + timedelta(minutes=item.minutes)).time()
        on = first_day and first_day + timedelta(days=day - 1)
        result.append(Slot(item, day, on, starts, clock))
    return result
