"""How a page knows that what it showed has changed since, and says what."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from typing import Protocol

from django.db.models import Field, Model, QuerySet
from django.utils.formats import date_format, time_format
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from common.dates import show_instant
from common.refusals import Refused

SHOWN_LENGTH = 120


@dataclass(frozen=True)
class News:
    """One thing that happened to an object after a page was shown."""

    text: str
    more: tuple[str, ...] = ()
    why: str = ""
    who: str = ""
    at: datetime | None = None


class Moved(Refused):
    """Something happened to the object after the page that asks for this was shown."""

    def __init__(self, news: list[News]):
        super().__init__(_("Something has changed since this page was shown. Nothing was done."))
        self.news = news


class Versions(Protocol):
    def token(self, obj: Model) -> str:
        """A short name of the object as it stands, to be sent back by its page."""

    def news(self, obj: Model, token: str) -> list[News]:
        """What happened since the object had this token, as far as that can be said."""


@dataclass(frozen=True)
class EventVersions:
    """For an object that keeps a history: the newest entry is its version."""

    events: Callable[..., QuerySet[Model]]  # of an object, any order
    tell: Callable[..., News]  # of an event

    def token(self, obj: Model) -> str:
        newest = self.events(obj).order_by("-pk").values_list("pk", flat=True).first()
        return str(newest or 0)

    def news(self, obj: Model, token: str) -> list[News]:
        seen = int(token) if re.fullmatch(r"[0-9]{1,18}", token) else 0
        return [self.tell(event) for event in self.events(obj).filter(pk__gt=seen).order_by("pk")]


def itself(obj: Model) -> Iterable[Model]:
    return [obj]


@dataclass(frozen=True)
class FieldVersions:
    """For an object without a history: the fields of the rows that its page shows."""

    rows: Callable[..., Iterable[Model]] = itself
    fields: tuple[str, ...] = ()  # of the object itself; empty: all

    def token(self, obj: Model) -> str:
        return json.dumps({key: _digest(field, row) for key, row, field in self._values(obj)})

    def news(self, obj: Model, token: str) -> list[News]:
        try:
            seen = dict(json.loads(token))
        except (TypeError, ValueError):
            return []
        news = []
        for key, row, field in self._values(obj):
            if key not in seen:
                if field.primary_key:
                    kind = capfirst(str(row._meta.verbose_name))
                    news.append(News(_("New: %(kind)s “%(row)s”") % {"kind": kind, "row": row}))
            elif seen[key] != _digest(field, row):
                news.append(News(_changed(field, row, is_other=row != obj)))
        return news

    def _values(self, obj: Model) -> Iterable[tuple[str, Model, "Field[object, object]"]]:
        for row in self.rows(obj):
            for field in row._meta.concrete_fields:
                if row != obj or not self.fields or field.name in self.fields:
                    yield f"{row._meta.model_name}.{row.pk}.{field.name}", row, field


def _digest(field: "Field[object, object]", row: Model) -> str:
    return sha256(repr(field.value_from_object(row)).encode()).hexdigest()[:8]


def _changed(field: "Field[object, object]", row: Model, *, is_other: bool) -> str:
    """ "Status: Suspended", and of another row than the object itself its name before that."""
    shown = getattr(row, f"get_{field.name}_display", lambda: getattr(row, field.name))()
    words = Truncator(in_words(shown) or "–").chars(SHOWN_LENGTH)
    change = f"{capfirst(str(field.verbose_name))}: {words}"
    return f"{capfirst(str(row._meta.verbose_name))} “{row}”, {change}" if is_other else change


def in_words(value: object) -> str:
    """A value of a form or a field, as a person reads it."""
    match value:
        case None:
            return ""
        case datetime():
            return show_instant(value)
        case date():
            return date_format(value, "j F Y")
        case time():
            return time_format(value, "H:i")
        case bool():
            return _("Yes") if value else _("No")
        case QuerySet() | list() | tuple():
            return ", ".join(map(str, value))
        case _other:
            return str(value)
