"""What a table would change in the register, row by row, or all that is wrong in it.

Nothing is written here. A column that the file lacks is left as it is; an empty cell empties.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from common.folding import names
from common.refusals import Refused
from members.enums import MembershipStatus
from members.register.importing import checking
from members.register.importing.columns import (
    COLUMNS,
    HOSTS,
    MEMBERSHIP,
    join_hosts,
    split_hosts,
)
from members.register.importing.current_register import Entry, Register
from members.register.importing.headings import KEY
from members.register.importing.mistakes import Mistake, UnusableError
from members.register.membership_rules import Step, StepKind, apply
from members.register.models import Centre, Membership

COLUMN_OF = {  # where a step that cannot be taken is said to be wrong
    StepKind.ENTER: "class",
    StepKind.DATES: "effective",
    StepKind.CLASS: "class",
    StepKind.MATURITY: "maturity",
    StepKind.SUSPEND: "status",
    StepKind.RESUME: "status",
    StepKind.END: "ended",
}


@dataclass(frozen=True)
class Change:
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """One row of the file: what the centre is now, what it would be, and the difference.

    `steps` are those that its membership takes for it, in this order.
    """

    row: int
    entry: Entry | None  # None for a centre that is new
    values: Mapping[str, str] = field(repr=False)
    changes: tuple[Change, ...]
    steps: tuple[Step, ...] = ()
    alike: tuple[Entry, ...] = ()  # centres that a new one may be, under almost the same name

    @property
    def kind(self) -> str:
        if self.entry is None:
            return "new"
        return "changed" if self.changes else "unchanged"

    @property
    def columns(self) -> set[str]:
        return {change.column for change in self.changes}


@dataclass(frozen=True)
class Plan:
    lines: Sequence[Line]

    def of_kind(self, *kinds: str) -> list[Line]:
        return [line for line in self.lines if line.kind in kinds]

    @property
    def counts(self) -> dict[str, int]:
        kinds = [line.kind for line in self.lines]
        return {kind: kinds.count(kind) for kind in ("new", "changed", "unchanged")}

    @property
    def doubtful(self) -> list[Line]:
        """New centres that may be in the register already."""
        return [line for line in self.lines if line.alike]

    @property
    def fingerprint(self) -> str:
        """The same only as long as the same rows would change in the same way."""
        content = [
            [
                line.row,
                line.kind,
                [[change.column, change.old, change.new] for change in line.changes],
            ]
            for line in self.lines
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def plan(rows: Iterable[tuple[int, Mapping[str, str]]], *, on: date) -> Plan:
    """A `Plan` for rows as `spreadsheet_reader` gives them, as of the Network's day `on`.

    Raises `UnusableError` with all mistakes.
    """
    register = Register()
    mistakes: list[Mistake] = []
    lines: list[Line] = []
    row_of: dict[str, int] = {}
    row_of_name: dict[tuple[str, str], int] = {}
    for number, cells in rows:
        entry, wrong = _entry_of(number, cells, register)
        before = entry.values if entry else dict.fromkeys(COLUMNS, "")
        values = {**before, **{name: checking.tidy(name, text) for name, text in cells.items()}}
        if not values[KEY]:
            values[KEY] = entry.slug if entry else register.free_slug(values["name"])
        for column in HOSTS:
            values[column] = _as_registered(values[column], values["country"], entry, register)
        changes = tuple(
            Change(name, before[name], values[name])
            for name in COLUMNS
            if before[name] != values[name]
        )
        wrong += [
            Mistake(number, column, text)
            for column, text in checking.mistakes(values, entry, register)
        ]
        earlier_row = row_of.setdefault(values[KEY], number) if values[KEY] else number
        if earlier_row != number:
            text = _("The same centre stands in row %(row)d already.") % {"row": earlier_row}
            wrong.append(Mistake(number, KEY, text))
        alike: tuple[Entry, ...] = ()
        if entry is None:
            alike = tuple(register.alike(values["name"], values["country"]))
            wrong += _named_before(number, values, row_of_name)
        line = Line(number, entry, values, changes, alike=alike)
        if not wrong and line.columns & set(MEMBERSHIP):
            line, wrong = _with_steps(line, on)
        mistakes += wrong
        lines.append(line)
    if mistakes:
        raise UnusableError(mistakes)
    return Plan(lines)


def _as_registered(hosts: str, country: str, entry: Entry | None, register: Register) -> str:
    names = (register.host_name(name, country, entry) for name in split_hosts(hosts))
    return join_hosts(sorted(names))


def _named_before(
    number: int, values: Mapping[str, str], row_of_name: dict[tuple[str, str], int]
) -> list[Mistake]:
    """Two rows that would make two centres of one."""
    earlier = {
        row_of_name.setdefault((way, values["country"]), number) for way in names(values["name"])
    } - {number}
    text = _("The same centre stands in row %(row)d already.")
    return [Mistake(number, "name", text % {"row": row}) for row in sorted(earlier)]


def _entry_of(
    number: int, cells: Mapping[str, str], register: Register
) -> tuple[Entry | None, list[Mistake]]:
    """The centre that a row is about; by its address, or else by name and country."""
    if slug := cells.get(KEY, ""):
        return register.by_slug.get(slug), []
    of_that_name = register.named(
        cells.get("name", ""), checking.tidy("country", cells.get("country", ""))
    )
    if len(of_that_name) > 1:
        slugs = ", ".join(entry.slug for entry in of_that_name)
        text = _("Several centres have this name: write which one is meant (%s).") % slugs
        return of_that_name[0], [Mistake(number, KEY, text)]
    return (of_that_name[0] if of_that_name else None), []


def _with_steps(line: Line, on: date) -> tuple[Line, list[Mistake]]:
    """The line with the steps of its membership, tried in memory by the rules of the register."""
    steps = _steps(line, on)
    entry = line.entry
    earlier = entry.membership if entry else None
    is_new = bool(steps) and steps[0].kind == StepKind.ENTER
    if is_new or earlier is None:
        membership = Membership(centre=entry.centre if entry else Centre(name=line.values["name"]))
    else:
        membership = copy(earlier)
    for step in steps:
        try:
            apply(step, membership, on=on, earlier=earlier)
        except Refused as refusal:
            return line, [Mistake(line.row, COLUMN_OF[step.kind], str(refusal))]
    return replace(line, steps=steps), []


def _steps(line: Line, on: date) -> tuple[Step, ...]:
    """A centre that ended and is active again begins a new membership; the old row stays."""
    before = line.entry.membership if line.entry else None
    if before is None or checking.begins_anew(line.values, before):
        entering = Step.enter(
            membership_class=line.values["class"],
            maturity=line.values["maturity"],
            announced=line.values["announced"],
            effective=line.values["effective"],
            reason=_("Entered from a file"),
        )
        return (entering, *_to_its_status(line, MembershipStatus.ACTIVE, on))
    return (*_changes(line, before, on), *_to_its_status(line, before.status, on))


def _changes(line: Line, before: Membership, on: date) -> Iterator[Step]:
    """A file does not say since when a class or a maturity holds: since today."""
    values, today = line.values, on.isoformat()
    has_ended = before.status == values["status"] == MembershipStatus.ENDED
    if line.columns & {"announced", "effective"} or (has_ended and "ended" in line.columns):
        yield Step.correct_dates(
            announced=values["announced"],
            effective=values["effective"],
            ended=values["ended"] if has_ended else None,
            reason=_("Changed from a file"),
        )
    if "class" in line.columns:
        yield Step.change_class(values["class"], effective=today, reason=_why("class"))
    if "maturity" in line.columns:
        yield Step.change_maturity(values["maturity"], effective=today, reason=_why("maturity"))


def _to_its_status(line: Line, status: str, on: date) -> Iterator[Step]:
    """From `status` to the one in the file: a suspension holds since today, an end as it says."""
    if line.values["status"] == status:
        return
    match line.values["status"]:
        case MembershipStatus.ENDED:
            yield Step.end(effective=line.values["ended"], reason=_why("status"))
        case MembershipStatus.SUSPENDED:
            yield Step.suspend(effective=on.isoformat(), reason=_why("status"))
        case _active:
            yield Step.resume(effective=on.isoformat(), reason=_why("status"))


def _why(column: str) -> str:
    return _("Changed from a file: %s") % column
