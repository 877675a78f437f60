"""Dates that are known only to the month or the year, and how instants are written."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

DISTANCES = [  # seconds, words ahead, words past
    (
        86400,
        ngettext_lazy("in %(count)d day", "in %(count)d days", "count"),
        ngettext_lazy("%(count)d day ago", "%(count)d days ago", "count"),
    ),
    (
        3600,
        ngettext_lazy("in %(count)d hour", "in %(count)d hours", "count"),
        ngettext_lazy("%(count)d hour ago", "%(count)d hours ago", "count"),
    ),
    (
        60,
        ngettext_lazy("in %(count)d minute", "in %(count)d minutes", "count"),
        ngettext_lazy("%(count)d minute ago", "%(count)d minutes ago", "count"),
    ),
]
PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def validate_partial_date(value: str) -> None:
    match = PARTIAL_DATE.fullmatch(value)
    try:
        if not match:
            raise ValueError
        year, month, day = match.groups()
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise ValidationError(
            _("Write a year, a month or a day like 2022, June 2022 or 30.06.2022.")
        ) from None


class PartialDateField(models.CharField):
    """Text in ISO 8601 order ("2018", "2018-11", "2018-11-03"), so that it sorts as time does.

    The column, as migrations know it; models have that of `common.model_fields`.
    """

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs.update(max_length=10, blank=True)
        super().__init__(*args, **kwargs)


def first_day(partial: str | None) -> date | None:
    """The earliest day that a partial date may mean, or None."""
    match = PARTIAL_DATE.fullmatch(partial or "")
    if not match:
        return None
    year, month, day = match.groups()
    return date(int(year), int(month or 1), int(day or 1))


def show_partial(partial: str | None) -> str:
    """A partial date as people write it, no more exact than it is known: "November 2018"."""
    day = first_day(partial)
    if day is None or partial is None:
        return ""
    return date_format(day, {4: "Y", 7: "F Y", 10: "j F Y"}[len(partial)])


def show_instant(instant: datetime | None, zone: tzinfo | None = None) -> str:
    """An instant in the viewer's zone or another, and in UTC.

    "24 November 2026, 17:00 CET (16:00 UTC)".
    """
    if instant is None:
        return ""
    return _shown(instant, zone or timezone.get_current_timezone(), get_language())


def on_one_day(one: datetime, other: datetime) -> bool:
    """Whether they bear the same day, each by its own clocks."""
    return one.date() == other.date()


def show_span(begins: datetime, ends: datetime, zone: tzinfo) -> str:
    """From one instant to another by the clocks of a zone, with those of UTC.

    "3 December 2026, 10:00–12:15 CET (09:00–11:15 UTC)", and over midnight "3 December 2026, 10:00
    to 4 December 2026, 17:00 CET (09:00 to 16:00 UTC)". Where the clocks change meanwhile, each
    end says by which it is.
    """
    first, last = begins.astimezone(zone), ends.astimezone(zone)
    utc_first, utc_last = begins.astimezone(UTC), ends.astimezone(UTC)
    is_one_day, name = on_one_day(first, last), last.tzname()
    between = "–" if is_one_day else f" {_('to')} "
    start = date_format(first, "j F Y, H:i")
    if first.utcoffset() != last.utcoffset():
        start = f"{start} {first.tzname()}"
    shown = f"{start}{between}{date_format(last, 'H:i' if is_one_day else 'j F Y, H:i')}"
    if not first.utcoffset() and not last.utcoffset():
        return f"{shown} UTC"
    there = [
        date_format(utc, "H:i" if on_one_day(utc, local) else "j F, H:i")
        for utc, local in ((utc_first, first), (utc_last, last))
    ]
    return f"{shown} {name} ({between.join(there)} UTC)"


@lru_cache(maxsize=512)
def _shown(instant: datetime, zone: tzinfo, language: str | None) -> str:
    """In the language of the moment, which is this one. A round of letters shows few instants."""
    local, utc = timezone.localtime(instant, zone), instant.astimezone(UTC)
    shown = f"{date_format(local, 'j F Y, H:i')} {local.tzname()}"
    if local.utcoffset() == utc.utcoffset():
        return f"{date_format(local, 'j F Y, H:i')} UTC"
    written = "H:i" if on_one_day(local, utc) else "j F, H:i"
    return f"{shown} ({date_format(utc, written)} UTC)"


def show_time(instant: datetime) -> str:
    """Of an instant near to now the time alone, in the viewer's zone: "17:00 CET"."""
    local = instant.astimezone(timezone.get_current_timezone())
    return f"{date_format(local, 'H:i')} {local.tzname()}"


def show_until(instant: datetime, now: datetime) -> str:
    """How long from `now` to `instant`, in the largest whole unit: "in 3 days", "2 hours ago"."""
    seconds = (instant - now).total_seconds()
    for size, ahead, past in DISTANCES:
        if count := int(abs(seconds) // size):
            return (ahead if seconds > 0 else past) % {"count": count}
    return str(_("now"))


def network_day(now: datetime) -> date:
    """Which day it is for anything official, whatever zone the viewer is in."""
    return timezone.localdate(now, timezone.get_default_timezone())


def end_of_network_day(day: date) -> datetime:
    """Midnight for the Network, with which the day ends."""
    return datetime.combine(
        day + timedelta(days=1), time(0), tzinfo=timezone.get_default_timezone()
    )


def network_morning(day: date) -> datetime:
    """Nine o'clock of a day for the Network: when a mail planned for that day goes out."""
    return datetime.combine(day, time(9), tzinfo=timezone.get_default_timezone())


def years_later(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def database_time() -> datetime:
    """The database server's time at this very statement, also late in a long transaction.

    SQLite runs in this process and on this machine's clock, so there they are the same.
    """
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
