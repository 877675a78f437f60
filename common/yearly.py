"""What the report of a year tells: one registry, which each app fills with its chapters.

A *chapter* is a function of a year. It gives *figures*, and a figure is the keys of the rows that
stand behind it: the number that is shown is counted from them, and its link lists just these rows.
How rows of a kind are listed is registered beside it. No figure tells of persons: rows are cases,
centres, votes, meetings and papers.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from statistics import median
from typing import Any, TypeGuard

from django.db.models import Q
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Text
from common.dates import end_of_network_day, network_day

FIRST_YEAR = 2018  # the Network began then
Number = int | float


@dataclass(frozen=True)
class Year:
    """A year by the Network's days, as far as it has come at `now`.

    What is told of it is told as it stood at its last instant: what came later belongs to a later
    year, and an old year does not change by it.
    """

    number: int
    now: datetime

    @property
    def is_over(self) -> bool:
        return network_day(self.now).year > self.number

    @property
    def first_day(self) -> date:
        return date(self.number, 1, 1)

    @property
    def last_day(self) -> date:
        return min(date(self.number, 12, 31), network_day(self.now))

    @cached_property
    def begins_at(self) -> datetime:
        return end_of_network_day(self.first_day - timedelta(days=1))

    @cached_property
    def last_instant(self) -> datetime:
        end = end_of_network_day(date(self.number, 12, 31))
        return min(end - timedelta(microseconds=1), self.now)

    @property
    def before(self) -> "Year":
        return Year(self.number - 1, self.now)

    def holds(self, field: str) -> Q:
        """Rows whose instant is in it."""
        return Q(**{f"{field}__gte": self.begins_at, f"{field}__lte": self.last_instant})

    def holds_day(self, field: str) -> Q:
        """Rows whose day is in it."""
        return Q(**{f"{field}__gte": self.first_day, f"{field}__lte": self.last_day})

    def holds_partial(self, field: str) -> Q:
        """Rows whose partial date, which sorts as text does, is in it."""
        return Q(**{f"{field}__gte": str(self.number), f"{field}__lte": self.last_day.isoformat()})

    def months(self) -> dict[str, Text]:
        """Those that have begun, for the lines of a table."""
        return {str(month): MONTHS[month] for month in range(1, self.last_day.month + 1)}

    def has(self, instant: datetime | None) -> TypeGuard[datetime]:
        return instant is not None and self.begins_at <= instant <= self.last_instant

    def is_past(self, instant: datetime | None) -> TypeGuard[datetime]:
        """It had happened when the year ended, or by now."""
        return instant is not None and instant <= self.last_instant


def years(now: datetime) -> list[int]:
    """Every year of the Network, the running one first."""
    return list(range(network_day(now).year, FIRST_YEAR - 1, -1))


class Measure(StrEnum):
    """How a number comes from its rows."""

    COUNT = "count"
    SUM = "sum"
    MEDIAN = "median"
    LONGEST = "longest"


class Unit(StrEnum):
    NONE = ""
    DAYS = "days"
    MINUTES = "minutes"  # shown as hours and minutes


def measured(measure: str, keys: Sequence[int], amounts: Sequence[int]) -> Number | None:
    """The number of a figure; None where there is nothing to take a median of."""
    if measure == Measure.COUNT:
        return len(keys)
    if measure == Measure.SUM:
        return sum(amounts)
    if not amounts:
        return None
    if measure == Measure.LONGEST:
        return max(amounts)
    middle = float(median(amounts))
    return int(middle) if middle.is_integer() else middle


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number with the rows behind it.

    `of` names the kind of rows (`Rows`), `keys` are theirs; `amounts`, one for each key, are what
    a measure other than the count is taken of. `base` names the figure of the same chapter that
    this one is a part of: "8 of 11". What `is_public` anybody reads on the site anyway.
    """

    name: str
    label: Text
    of: str
    keys: Sequence[int]
    amounts: Sequence[int] = ()
    measure: Measure = Measure.COUNT
    unit: Unit = Unit.NONE
    base: str = ""
    is_public: bool = False

    @property
    def number(self) -> Number | None:
        return measured(self.measure, self.keys, self.amounts)


@dataclass(frozen=True, kw_only=True)
class Table:
    """Figures in lines and columns, as by month or by region."""

    name: str
    title: Text
    about: Text  # heads the column of the lines' labels
    columns: Sequence[Text]
    lines: Sequence[tuple[Text, Sequence[Figure]]]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a chapter tells of one year."""

    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    note: Text = ""
    is_note_public: bool = False


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """Declared once by its app; `tell(year)` asks a number of queries that no row adds to."""

    name: str
    title: Text
    tell: Callable[[Year], Told]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """How rows of a kind are listed: `read(keys)` gives them with all that the others need."""

    name: str
    label: Text
    read: Callable[[Sequence[int]], Iterable[Any]]
    title: Callable[[Any], str]
    url: Callable[[Any], str]


_chapters: dict[str, Chapter] = {}
_rows: dict[str, Rows] = {}


def register(*chapters: Chapter, rows: Iterable[Rows] = ()) -> None:
    """For an app's `ready()`. Chapters are told in the order of INSTALLED_APPS."""
    for chapter in chapters:
        _chapters[chapter.name] = chapter
    for kind in rows:
        _rows[kind.name] = kind


def chapters() -> list[Chapter]:
    return list(_chapters.values())


def rows_of(name: str) -> Rows | None:
    """None for a kind that a published report knows and this release no longer does."""
    return _rows.get(name)


# --- For those who tell a chapter --------------------------------------------------------


@dataclass(frozen=True)
class Column:
    """A column of a table: which keys stand in which line, with amounts where they are summed."""

    label: Text
    keys: Mapping[str, Sequence[int]]
    amounts: Mapping[str, Sequence[int]] | None = None


def table(
    name: str,
    title: Text,
    about: Text,
    lines: Mapping[str, Text],
    columns: Mapping[str, Column],
    *,
    of: str,
    is_public: bool = False,
) -> Table:
    def cell(line: str, key: str) -> Figure:
        column = columns[key]
        is_sum = column.amounts is not None
        return Figure(
            name=f"{name}-{line}-{key}",
            label=f"{title}: {lines[line]}, {column.label}",
            of=of,
            keys=column.keys.get(line, ()),
            amounts=(column.amounts or {}).get(line, ()),
            measure=Measure.SUM if is_sum else Measure.COUNT,
            is_public=is_public,
        )

    return Table(
        name=name,
        title=title,
        about=about,
        columns=[column.label for column in columns.values()],
        lines=[(label, [cell(line, key) for key in columns]) for line, label in lines.items()],
    )


def grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """Keys by the line of a table that they stand in."""
    groups: dict[str, list[int]] = {}
    for line, key in pairs:
        groups.setdefault(line, []).append(key)
    return groups


def median_and_longest(
    name: str,
    label: Text,
    *,
    of: str,
    keys: Sequence[int],
    days: Sequence[int],
    is_public: bool = False,
) -> list[Figure]:
    """How many days something took: in the middle, and at most."""
    told = ((Measure.MEDIAN, _("%(label)s, median")), (Measure.LONGEST, _("%(label)s, longest")))
    return [
        Figure(
            name=f"{name}-{measure}",
            label=words % {"label": label},
            of=of,
            keys=keys,
            amounts=days,
            measure=measure,
            unit=Unit.DAYS,
            is_public=is_public,
        )
        for measure, words in told
    ]


def days_between(earlier: datetime, later: datetime) -> int:
    """By the Network's calendar: what is done on the same day took none."""
    return (network_day(later) - network_day(earlier)).days
