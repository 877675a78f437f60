"""Deadlines as people choose them: by the clocks of a named zone. Standard library only."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

END_OF_WORK = time(17)


def instants(wall: datetime, zone: tzinfo) -> list[datetime]:
    """The instants at which clocks in `zone` show `wall`, in UTC.

    One as a rule; none where summer time begins and skips it, two where it ends and repeats it.
    """
    possible = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        shown = instant.astimezone(zone).replace(tzinfo=None)
        if shown == wall and instant not in possible:
            possible.append(instant)
    return possible


def next_shown(wall: datetime, zone: tzinfo) -> datetime:
    """What clocks show instead of a time that they skip."""
    return wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def next_end_of_work(instant: datetime, zone: tzinfo) -> tuple[date, time]:
    """The first 17:00 on the clocks of `zone` that is not before `instant`."""
    local = instant.astimezone(zone)
    day = local.date() if local.time() <= END_OF_WORK else local.date() + timedelta(days=1)
    return day, END_OF_WORK


def same_time_later(instant: datetime, days: int, zone: tzinfo) -> datetime:
    """So many days later by the clocks of `zone`, whatever summer time does in between.

    Nobody is there to be asked: of two possible instants it is the first, and where the clocks
    skip that time, the next one that they show.
    """
    wall = (instant.astimezone(zone) + timedelta(days=days)).replace(tzinfo=None)
    possible = instants(wall, zone)
    return possible[0] if possible else next_shown(wall, zone).astimezone(UTC)


def reminder_times(
    hours_before: Iterable[int], closes_at: datetime, now: datetime
) -> list[tuple[int, datetime]]:
    """When those who have not voted are reminded: [(hours before the close, instant)]."""
    times = [(hours, closes_at - timedelta(hours=hours)) for hours in hours_before]
    return [(hours, at) for hours, at in times if at > now]
