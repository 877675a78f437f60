"""All histories of the site in one order of time: this app's, and those that others register.

A page is as many questions as there are sources and kinds of rows, however many rows there are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import BigIntegerField, Model, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise

from common.accounts import User


@dataclass(frozen=True)
class Asked:
    """What is looked for; what is None or "" is not asked."""

    person: int | None = None  # who did it, or to whom it was done
    kind: str = ""  # "source" or "source:kind"
    since: datetime | None = None
    until: datetime | None = None  # exclusive
    about: tuple[str, str] | None = None  # as in `Trace`
    text: str = ""

    def people(self) -> QuerySet[Any]:
        """Whose name or address holds the text."""
        if not self.text:
            return get_user_model().objects.none()
        return get_user_model().objects.filter(
            Q(name__icontains=self.text) | Q(email__icontains=self.text)
        )


@dataclass
class Line:
    """One line of the page. `by` and `about` are keys until `told` has put names to them."""

    at: datetime
    what: str
    by: int | None
    about: tuple[str, str] | None = None
    words: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    address: str = ""
    request_number: str = ""
    erased: bool = False
    person: User | None = None
    subject: str = ""
    subject_kind: str = ""
    url: str = ""


@dataclass(frozen=True)
class Source:
    """A table of things that happened: `rows` gives those that are asked for, or None of them all.

    `at` is the column of the instant, `kinds` what a filter offers besides the whole.
    """

    name: str
    label: str | Promise
    rows: Callable[[Asked, str], QuerySet[Any] | None]
    line: Callable[[Any], Line]
    at: str = "at"
    kinds: Sequence[tuple[str, str | Promise]] = ()


Edge = tuple[datetime, str, int]  # of a row: its instant, its source and its key
_sources: dict[str, Source] = {}
BATCH = 500


def register(*sources: Source) -> None:
    """For an app's `ready()`."""
    _sources.update({source.name: source for source in sources})


def kinds() -> list[tuple[str, str | Promise]]:
    """What the page can be narrowed to."""
    found: list[tuple[str, str | Promise]] = []
    for source in sorted(_sources.values(), key=lambda source: str(source.label)):
        if source.kinds:
            found += [(f"{source.name}:{kind}", label) for kind, label in source.kinds]
        else:
            found.append((source.name, source.label))
    return found


@dataclass(frozen=True)
class Page:
    """`newer` and `older` are the edges to ask with for the neighbouring pages, or ""."""

    lines: list[Line]
    newer: str = ""
    older: str = ""


def page(asked: Asked, *, older: str = "", newer: str = "", size: int) -> Page:
    """The newest lines, or those beyond an edge. Rows that come meanwhile shift nothing."""
    edge = _read(older or newer)
    upwards = bool(newer and edge and not older)
    rows = _beyond(asked, edge, upwards=upwards, most=size + 1)
    is_more, rows = len(rows) > size, rows[:size]
    if upwards:
        rows.reverse()
    lines = told(source.line(row) for _key, source, row in rows)
    if not rows:
        return Page(lines)
    has_newer = is_more if upwards else bool(edge)
    has_older = bool(edge) if upwards else is_more
    return Page(
        lines,
        newer=_written(rows[0][0]) if has_newer else "",
        older=_written(rows[-1][0]) if has_older else "",
    )


def lines(asked: Asked) -> Iterator[Line]:
    """Every line that is asked for, the newest first, a batch at a time."""
    edge = ""
    while True:
        batch = page(asked, older=edge, size=BATCH)
        yield from batch.lines
        if not (edge := batch.older):
            return


def named(asked: Asked) -> str:
    """The person or the row that the page is narrowed to, as they are called today."""
    who = Line(timezone.now(), "", asked.person, asked.about)
    told([who])
    return " · ".join(str(part) for part in (who.person, who.subject) if part)


def told(found: Iterable[Line]) -> list[Line]:
    """The lines with the names that people and rows have today."""
    found = list(found)
    people = get_user_model().objects.in_bulk([*{line.by for line in found if line.by}])
    for line in found:
        line.person = people.get(line.by)
    with_subject = [line for line in found if line.about]
    by_model = sorted(with_subject, key=lambda line: line.about or ("", ""))
    for label, group in groupby(by_model, key=lambda line: (line.about or ("", ""))[0]):
        _name(label, list(group))
    return found


def is_number(key: str) -> bool:
    """Whether it can be the number of a row; beyond a column's width no database is asked."""
    return key.isdecimal() and int(key) <= BigIntegerField.MAX_BIGINT


def _name(label: str, of_one_model: list[Line]) -> None:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        model = None
    keys = {line.about[1] for line in of_one_model if line.about and is_number(line.about[1])}
    rows = _rows_by_key(model, keys) if model else {}
    for line in of_one_model:
        key = line.about[1] if line.about else ""
        line.subject = str(rows.get(key, f"#{key}"))
        line.subject_kind = str(model._meta.verbose_name) if model else label
        line.url = _url(model, key) if model and key in rows else ""


def _rows_by_key(model: type[Model], keys: set[str]) -> dict[str, Model]:
    related = [
        each.name
        for each in model._meta.concrete_fields
        if each.many_to_one and not each.null  # what a row's name is often made of
    ]
    rows = model._base_manager.select_related(*related) if related else model._base_manager.all()
    return {str(pk): row for pk, row in rows.in_bulk([*keys]).items()}


def _url(model: type[Model], key: str) -> str:
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[key])
    except NoReverseMatch:
        return ""


def _beyond(
    asked: Asked, edge: Edge | None, *, upwards: bool, most: int
) -> list[tuple[Edge, Source, Any]]:
    """So many rows of all sources beyond the edge, from the edge on."""
    name, _colon, kind = asked.kind.partition(":")
    found: list[tuple[Edge, Source, Any]] = []
    for source in _sources.values():
        if name and source.name != name:
            continue
        rows = source.rows(asked, kind)
        if rows is None:
            continue
        rows = _within(rows, source, asked)
        if edge:
            rows = rows.filter(_past(edge, source, upwards=upwards))
        mark = "" if upwards else "-"
        for row in rows.order_by(f"{mark}{source.at}", f"{mark}pk")[:most]:
            found.append(((getattr(row, source.at), source.name, row.pk), source, row))
    found.sort(key=lambda each: each[0], reverse=not upwards)
    return found[:most]


def _within(rows: QuerySet[Any], source: Source, asked: Asked) -> QuerySet[Any]:
    if asked.since:
        rows = rows.filter(**{f"{source.at}__gte": asked.since})
    if asked.until:
        rows = rows.filter(**{f"{source.at}__lt": asked.until})
    return rows


def _past(edge: Edge, source: Source, *, upwards: bool) -> Q:
    at, name, pk = edge
    side = "gt" if upwards else "lt"
    beyond = Q(**{f"{source.at}__{side}": at})
    is_past = source.name > name if upwards else source.name < name
    if is_past:
        return beyond | Q(**{source.at: at})
    if source.name == name:
        return beyond | Q(**{source.at: at, f"pk__{side}": pk})
    return beyond


def _written(edge: Edge) -> str:
    at, name, pk = edge
    return f"{at.isoformat()} {name} {pk}"


def _read(text: str) -> Edge | None:
    """An edge from an address; what is none asks for the first page."""
    try:
        at, name, pk = text.split(" ")
        instant = datetime.fromisoformat(at)
        is_edge = name in _sources and is_number(pk)
        return (instant.astimezone(UTC), name, int(pk)) if instant.tzinfo and is_edge else None
    except (ValueError, OverflowError):  # an instant beyond the calendar, too
        return None
