"""A table of ministries to be invited: read, and each row checked by the rules of a signature."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from django.core.exceptions import ValidationError
from django.db.models import Field
from django.utils.translation import gettext as _

from common import country_names
from common.countries import EUROPE
from common.email_addresses import as_kept
from common.folding import name_key
from declarations.enums import Level
from declarations.models import Declaration, Signature

COLUMNS = ("ministry", "country", "office", "level", "region", "mailbox")  # never translated
MOST_ROWS = 200
Values = dict[str, str]


@dataclass(frozen=True, eq=False)
class Invitees:
    """Ministries as a proposal keeps them, one a line for whoever reads it."""

    rows: list[Values] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join(
            f"{signature_of(row)}, {row['office']}: {row['mailbox']}" for row in self.rows
        )


@dataclass(frozen=True)
class Row:
    """`number` counts as the spreadsheet does; `mistakes` are of this row, in sentences."""

    number: int
    values: Values
    mistakes: list[str]
    is_there: bool  # the ministry is listed already, so nothing is done

    @property
    def is_wrong(self) -> bool:
        return bool(self.mistakes)

    @property
    def is_to_be_invited(self) -> bool:
        return not (self.mistakes or self.is_there)

    @property
    def place(self) -> str:
        written = self.values["country"]
        return signature_of(self.values).place if written in (*EUROPE, "") else written


def signature_of(values: Mapping[str, str]) -> Signature:
    return Signature(**{name: values[name] for name in COLUMNS})


def check(declaration: Declaration, rows: Iterable[tuple[int, Values]]) -> list[Row]:
    """Each row with what is wrong in it, and whether its ministry is listed already."""
    listed = {_key(vars(signature)) for signature in declaration.signatures.standing()}
    checked: list[Row] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in rows:
        values = tidy(cells)
        key, mistakes = _key(values), list(_mistakes(values))
        if key in seen and not mistakes:
            mistakes.append(_("This ministry stands in row %d already.") % seen[key])
        seen.setdefault(key, number)
        checked.append(Row(number, values, mistakes, key in listed and not mistakes))
    return checked


def tidy(cells: Mapping[str, str]) -> Values:
    """The cells as they would be stored, however a person wrote them."""
    values = {name: cells.get(name, "").strip() for name in COLUMNS}
    values["country"] = country_names.code_of(values["country"]) or values["country"]
    values["level"] = _level(values)
    values["mailbox"] = as_kept(values["mailbox"]) if values["mailbox"] else ""
    return values


def _level(values: Mapping[str, str]) -> str:
    """As written, or told by the place where nothing is written."""
    written = values["level"].lower()
    if written:
        labels = {str(level.label).lower(): level.value for level in Level}
        return labels.get(written, written)
    if values["region"]:
        return Level.REGIONAL.value
    return Level.NATIONAL.value if values["country"] else Level.EUROPEAN.value


def _mistakes(values: Mapping[str, str]) -> Iterator[str]:
    """By the rules of the model's fields, and of which place fits which level."""
    level = values["level"]
    if level not in Level.values:
        yield _("“%(text)s” is none of: %(values)s.") % {
            "text": level,
            "values": ", ".join(Level.values),
        }
    elif (level == Level.EUROPEAN) != (not values["country"]) or (level == Level.REGIONAL) != bool(
        values["region"]
    ):
        yield _(
            "A national ministry has a country, a regional one a country and a region, a European "
            "one neither."
        )
    if values["country"] and values["country"] not in EUROPE:
        wrong = _("“%s” is no country of Europe. Write its code, such as FI or GR, or its name.")
        yield wrong % values["country"]
    if not values["mailbox"]:
        yield _("Without a mailbox no letter can reach it. Write one of the office.")
    for name in ("ministry", "office", "region", "mailbox"):
        rules = cast(Field, Signature._meta.get_field(name))
        try:
            rules.clean(values[name], None)
        except ValidationError as fault:
            yield from (f"{rules.verbose_name}: {wrong}" for wrong in fault.messages)


def _key(values: Mapping[str, object]) -> tuple[str, ...]:
    """By which two rows name the same ministry, however it is spelled."""
    place = (str(values["level"]), str(values["country"]), name_key(str(values["region"])))
    return (*place, name_key(str(values["ministry"])))


def as_text(rows: Iterable[Mapping[str, str]]) -> str:
    """A table to be typed in or pasted, as spreadsheets put it on the clipboard."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([row.get(name, "") for name in COLUMNS])
    return file.getvalue()
