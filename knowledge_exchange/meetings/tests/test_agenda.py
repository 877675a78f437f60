from datetime import time
from types import SimpleNamespace

import pytest

from knowledge_exchange.meetings.agenda import slots


def item(starts=None, minutes=None):
    return SimpleNamespace(starts=starts, minutes=minutes)


@pytest.mark.parametrize(
    ("begins", "items", "expected"),
    [
        (None, [], []),
        (time(10), [item(minutes=15), item(minutes=45)], ["10:00-10:15", "10:15-11:00"]),
        (time(10), [item(), item(minutes=45)], ["10:00-", "-"]),
        (None, [item(minutes=15), item(time(9), 30), item()], ["-", "09:00-09:30", "09:30-"]),
        (time(10), [item(time(11), 30), item(minutes=30)], ["11:00-11:30", "11:30-12:00"]),
        (time(23, 50), [item(minutes=20)], ["23:50-00:10"]),
    ],
)
def test_each_item_begins_where_the_one_before_ends(begins, items, expected):
    def words(at):
        return at.strftime("%H:%M") if at else ""

    found = [f"{words(slot.begins)}-{words(slot.ends)}" for slot in slots(items, begins)]

    assert found == expected


def test_an_item_that_begins_earlier_in_the_day_is_on_the_next_day():
    items = [item(time(9), 60), item(minutes=30), item(time(9), 60), item(), item(time(8, 30))]

    assert [slot.day for slot in slots(items)] == [1, 1, 2, 2, 3]


def test_what_runs_past_midnight_goes_on_the_next_day():
    assert [slot.day for slot in slots([item(time(23, 30), 60), item()])] == [1, 2]
