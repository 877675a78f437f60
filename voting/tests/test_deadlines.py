from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from voting.rules.deadlines import instants, next_end_of_work, next_shown

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    "wall, in_utc",
    [
        ("2026-11-24 17:00", ["2026-11-24 16:00"]),
        ("2026-07-01 17:00", ["2026-07-01 15:00"]),
        ("2027-03-28 02:30", []),
        ("2027-03-28 03:00", ["2027-03-28 01:00"]),
        ("2026-10-25 02:30", ["2026-10-25 00:30", "2026-10-25 01:30"]),
        ("2026-10-25 03:00", ["2026-10-25 02:00"]),
    ],
)
def test_a_time_on_the_wall_is_one_instant_or_none_or_two(wall, in_utc):
    found = instants(datetime.fromisoformat(wall), BRUSSELS)

    assert found == [datetime.fromisoformat(f"{at}+00:00") for at in in_utc]


def test_clocks_jump_over_what_they_skip():
    skipped = datetime.fromisoformat("2027-03-28 02:30")

    assert next_shown(skipped, BRUSSELS).time() == time(3, 30)


@pytest.mark.parametrize(
    "at, day",
    [(time(15, 59), date(2026, 11, 24)), (time(16), date(2026, 11, 24)), (time(16, 1), None)],
)
def test_a_proposed_deadline_falls_at_the_end_of_work(at, day):
    instant = datetime.combine(date(2026, 11, 24), at, tzinfo=UTC)

    assert next_end_of_work(instant, BRUSSELS) == (day or date(2026, 11, 25), time(17))
