"""The schedule of personal data: what is kept, why, on what ground, who reads it, how long.

Each app registers its lines when it starts, next to what they are about. The privacy notice, the
register of processing, the nightly purge and the erasure on request are all made from them, so that
none of them can say something else. `tests/test_personal_data.py` finds a field without a line.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.accounts import User
from common.dates import network_day

log = logging.getLogger(__name__)
Text = str | Promise


class Ground(models.TextChoices):
    """The legal grounds that are used here, of Art. 6(1) of Regulation (EU) 2016/679."""

    CONSENT = "a", _("consent, which can be taken back at any time (Art. 6(1)(a))")
    DUTY = "c", _("a legal duty (Art. 6(1)(c))")
    TASK = "e", _("a task in the public interest (Art. 6(1)(e))")
    INTEREST = "f", _("legitimate interests, here a safe service (Art. 6(1)(f))")


class Then(models.TextChoices):
    ERASED = "erased", _("erased")
    ANONYMISED = "anonymised", _("kept without names, addresses and words")
    KEPT = "kept", _("kept")


@dataclass(frozen=True)
class Purge:
    """What ends by itself: `due(now)` are the rows whose time is over, counted from `since`.

    `forget(now)` does to them what the line says and returns how many there were. It may be called
    again at any time.
    """

    due: Callable[[datetime], models.QuerySet[Any]]
    since: str
    forget: Callable[[datetime], int]


Erase = Callable[[User, date], None]


@dataclass(frozen=True, kw_only=True)
class Line:
    """One kind of personal data.

    `fields` names the columns: "members.User: name email". `on_request` does what an erasure asks
    for, of one person, and `goes` says what that takes; `why_kept` says why the rest stays.
    """

    name: str
    label: Text
    people: Text
    data: Text
    why: Text
    ground: Ground
    readers: Text
    kept: Text
    then: Then
    fields: tuple[str, ...]
    goes: Text = ""
    why_kept: Text = ""
    purge: Purge | None = None
    on_request: Erase | None = None


class Due(NamedTuple):
    """A row whose time is over: no names, and no key that opens something."""

    line: Line
    number: int | None
    since: date


class Purged(NamedTuple):
    line: Line
    rows: int


_lines: dict[str, Line] = {}
_nothing_personal: set[str] = set()
_obstacles: list[Callable[[User, datetime], str]] = []


def register(*lines: Line, nothing_personal: Iterable[str] = ()) -> None:
    """For an app's `ready()`; `nothing_personal` names the columns that hold no data of people."""
    for line in lines:
        _lines[line.name] = line
    _nothing_personal.update(columns(nothing_personal))


def register_obstacle(why_not: Callable[[User, datetime], str]) -> None:
    """`why_not(user, now)` is a sentence while somebody cannot be erased yet; else empty."""
    if why_not not in _obstacles:
        _obstacles.append(why_not)


def notice() -> list[Line]:
    """As people read it: what they come for first, what only keeps the service safe last."""
    return sorted(schedule(), key=lambda line: line.ground == Ground.INTEREST)


def schedule() -> list[Line]:
    """Every line of every app, in the order of INSTALLED_APPS."""
    return list(_lines.values())


def columns(names: Iterable[str]) -> Iterator[str]:
    """ "members.User: name email" as "members.User.name" and "members.User.email"."""
    for name in names:
        model, _colon, fields = name.partition(":")
        yield from (f"{model}.{field}" for field in fields.split())


def covered() -> set[str]:
    """The columns that a line or the list "nothing personal" names."""
    named = {column for line in schedule() for column in columns(line.fields)}
    return named | _nothing_personal


def due(now: datetime) -> Iterator[Due]:
    """What the purge would take, the oldest of each kind first."""
    for line in schedule():
        if line.purge:
            rows = line.purge.due(now).order_by(line.purge.since)
            for number, since in rows.values_list("pk", line.purge.since).iterator():
                yield Due(line, number if isinstance(number, int) else None, _day_of(since))


def _day_of(since: date | datetime) -> date:
    return network_day(since) if isinstance(since, datetime) else since


def purge(now: datetime) -> Iterator[Purged]:
    """Do to what is due as the schedule says; a kind that fails does not keep the others."""
    failed = []
    for line in schedule():
        if line.purge is None:
            continue
        try:
            count = line.purge.forget(now)
        except Exception:
            log.exception("the purge of %s failed", line.name)
            failed.append(line.name)
            continue
        if count:
            log.info("%d of %s: their time was over", count, line.name)
        yield Purged(line, count)
    if failed:
        raise PurgeError(", ".join(failed))


class PurgeError(Exception):
    """Names the lines of the schedule that could not be purged."""


def why_not_erased(user: User, now: datetime) -> str:
    """What keeps this person's data from being erased, in a sentence; empty if nothing does."""
    return next((why for obstacle in _obstacles if (why := obstacle(user, now))), "")


def erase(user: User, day: date) -> None:
    """What the lines do to the data of one person who asked for it; several may share an act."""
    acts = [line.on_request for line in schedule() if line.on_request]
    for act in dict.fromkeys(acts):
        act(user, day)


def on_request() -> tuple[list[Line], list[Line]]:
    """What goes when a person asks for it, and what stays, all of it or in part, and why."""
    goes = [line for line in schedule() if line.on_request]
    return goes, [line for line in schedule() if line.why_kept]


def mark(day: date, *, by_request: bool = True) -> str:
    """What stands where words stood. PostgreSQL lets nothing else into a table that only grows."""
    return f"Erased on {day.isoformat()} by {'request' if by_request else 'the schedule'}."


def marker(model: str, field: str, by: str) -> Erase:
    """`on_request` for free words of the person: the row stays, with a mark in their place."""

    def replace(user: User, day: date) -> None:
        rows = apps.get_model(model)._base_manager.filter(**{by: user}).exclude(**{field: ""})
        rows.update(**{field: mark(day)})

    return replace


def both(*acts: Erase) -> Erase:
    def act(user: User, day: date) -> None:
        for one in acts:
            one(user, day)

    return act
