"""What a table would change in the register, row by row, or all that is wrong in it.

Nothing is written here. A column that the file lacks is left as it is; an empty cell empties.
"""

import hashlib
import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from members.register.importing import checking
from members.register.importing.columns import COLUMNS, KEY
from members.register.importing.mistakes import Mistake, Unusable
from members.register.importing.register import Entry, Register


@dataclass(frozen=True)
class Change:
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """One row of the file: what the centre is now, what it would be, and the difference."""

    row: int
    entry: Entry | None  # None for a centre that is new
    values: dict = field(repr=False)
    changes: tuple

    @property
    def kind(self):
        if self.entry is None:
            return "new"
        return "changed" if self.changes else "unchanged"

    @property
    def columns(self):
        return {change.column for change in self.changes}


@dataclass(frozen=True)
class Plan:
    lines: list

    def of_kind(self, *kinds):
        return [line for line in self.lines if line.kind in kinds]

    @property
    def counts(self):
        kinds = [line.kind for line in self.lines]
        return {kind: kinds.count(kind) for kind in ("new", "changed", "unchanged")}

    @property
    def fingerprint(self):
        """The same only as long as the same rows would change in the same way."""
        told = [
            [line.row, line.kind, [[one.column, one.old, one.new] for one in line.changes]]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def plan(rows):
    """A `Plan` for rows as `reading` gives them; raises `Unusable` with all mistakes."""
    register, mistakes = Register(), []
    lines, seen = [], {}
    for number, cells in rows:
        entry, wrong = _entry_of(number, cells, register)
        values = _values(cells, entry, register)
        wrong += [Mistake(number, *one) for one in checking.mistakes(values, entry, register)]
        earlier = seen.setdefault(values[KEY], number) if values[KEY] else number
        if earlier != number:
            wrong.append(_twice(number, earlier))
        mistakes += wrong
        if not wrong:
            lines.append(Line(number, entry, values, _changes(entry, values)))
    if mistakes:
        raise Unusable(mistakes)
    return Plan(lines)


def _entry_of(number, cells, register):
    """The centre that a row is about; by its address, or else by name and country."""
    if slug := cells.get(KEY, ""):
        return register.by_slug.get(slug), []
    known = register.named(cells.get("name", ""), cells.get("country", ""))
    if len(known) > 1:
        slugs = ", ".join(entry.slug for entry in known)
        text = _("Several centres have this name: write which one is meant (%s).") % slugs
        return known[0], [Mistake(number, KEY, text)]
    return (known[0] if known else None), []


def _values(cells, entry, register):
    before = entry.values if entry else dict.fromkeys(COLUMNS, "")
    values = {**before, **{name: checking.tidy(name, text) for name, text in cells.items()}}
    if not values[KEY]:
        values[KEY] = entry.slug if entry else register.free_slug(values["name"])
    return values


def _twice(number, earlier):
    text = _("The same centre stands in row %(row)d already.") % {"row": earlier}
    return Mistake(number, KEY, text)


def _changes(entry, values):
    before = entry.values if entry else dict.fromkeys(COLUMNS, "")
    return tuple(
        Change(name, before[name], values[name]) for name in COLUMNS if before[name] != values[name]
    )
