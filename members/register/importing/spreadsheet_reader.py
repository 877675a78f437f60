"""A CSV or Excel file as rows of texts. Its content decides what it is, not its name.

What stands above the headings is left out, and told (`how_read`); rows count as the spreadsheet
counts them.
"""

import hashlib
import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl.utils import get_column_letter

from common.spreadsheets import read_back
from members.register.importing import code_pages, other_files, sheet, text_table
from members.register.importing.columns import COLUMNS, DATES, as_typed
from members.register.importing.headings import (
    HEAD,
    KEY,
    names_in,
    place_of_headings,
)
from members.register.importing.how_read import HowRead
from members.register.importing.mistakes import Mistake, UnusableError, whole
from uploads import checking, limits, subprocess_runner

LONGEST_CELL = 20_000
BOUNDS = {
    "most_rows": 1 + 20_000,
    "most_columns": 40,
    "most_characters": 20_000_000,
    "memory": 512 * limits.MEGABYTE,
}
ODD = {
    "f": gettext_lazy("The value of this formula is not stored. Paste its value instead."),
    "e": gettext_lazy("This cell holds an error of the spreadsheet: %s."),
    "b": gettext_lazy("Write a text here, not TRUE or FALSE."),
}
QUOTATION = {
    text_table.OPEN: gettext_lazy("A quotation mark is opened in row %(row)d and never closed."),
    text_table.AFTER: gettext_lazy(
        "In row %(row)d something follows a closing quotation mark. Close each one that is opened, "
        "and write one that belongs to a text twice."
    ),
    text_table.LONG: gettext_lazy(
        "A cell in row %(row)d is too long to be read: a quotation mark may be opened there and "
        "never closed."
    ),
}
SERIAL = re.compile(r"[1-6]\d{4}")  # a day since 1927, where its cell is shown as a number
DAY_ZERO = date(1899, 12, 30)

Line = tuple[int, list[str]]  # its number in the file, and its cells


@dataclass(frozen=True)
class Table:
    """`rows` are [number, {column: text}]; columns that the file lacks are left out.

    `content` is the file, where it may be read by another code page: see `code_pages`.
    """

    kind: str
    sha256: str
    rows: list[tuple[int, dict[str, str]]]
    how: HowRead = HowRead()
    content: bytes | None = None


def read_file(upload: UploadedFile, known: Sequence[str] = COLUMNS) -> Table:
    """A file too large is not even taken into memory. `known` are the columns it may have."""
    if not upload.size:
        raise whole(_("This file is empty."))
    if upload.size > settings.IMPORT_MAX_BYTES:
        sizes = {
            "size": filesizeformat(upload.size),
            "limit": filesizeformat(settings.IMPORT_MAX_BYTES),
        }
        raise whole(_("This file is %(size)s; the limit is %(limit)s.") % sizes)
    return read(upload.read(), known=known)


def read(content: bytes, code_page: str = "", *, known: Sequence[str] = COLUMNS) -> Table:
    """Raises `UnusableError` with all that is wrong in the form of the file.

    `code_page` is asked only where the text is not Unicode; empty for the likeliest.
    """
    if other := other_files.kind_of(content):
        raise whole(other_files.sentence(other))
    is_xlsx = content.startswith(b"PK")
    if is_xlsx:
        lines, mistakes, how = _lines_of_xlsx(content)
    else:
        lines, mistakes, how = _lines_of_csv(content, code_page)
    try:
        rows, how = _rows_of(lines, mistakes, how, known)
    except UnusableError as fault:
        raise UnusableError(fault.all, sheet=how.sheet) from None
    return Table(
        kind="xlsx" if is_xlsx else "csv",
        sha256=hashlib.sha256(content).hexdigest(),
        rows=rows,
        how=how,
        content=content if how.code_page else None,
    )


def _rows_of(
    lines: list[Line], mistakes: list[Mistake], how: HowRead, known: Sequence[str]
) -> tuple[list[tuple[int, dict[str, str]]], HowRead]:
    """What stands below the headings, by their names."""
    above = place_of_headings(texts for _number, texts in lines)
    if above is None:
        raise UnusableError(_no_headings(lines, known))
    lines = lines[above:]
    if len(lines) < 2:
        raise whole(_("This file has no rows below its headings."))
    if len(lines) > BOUNDS["most_rows"]:
        most = BOUNDS["most_rows"] - 1  # without the headings
        raise whole(_("This file has more than %(most)d rows.") % {"most": most})
    row_of_headings, headings = lines[0]
    names = _columns_named(row_of_headings, headings, known)
    mistakes = [one for one in mistakes if one.row >= row_of_headings]
    rows = []
    for number, texts in lines[1:]:
        cells = {name: "" for name in names if name}
        for place, raw in enumerate(texts):
            name = names[place] if place < len(names) else None
            text = as_typed(name, raw)
            if name is None and text:
                above_it = _("There is no heading above “%s”.") % text[:40]
                mistakes.append(Mistake(number, get_column_letter(place + 1), above_it))
            elif name is not None:
                if len(text) > LONGEST_CELL:
                    mistakes.append(Mistake(number, name, _("This cell is too long.")))
                cells[name] = _day_of_serial(name, read_back(text))
        rows.append((number, cells))
    if mistakes:
        raise UnusableError(mistakes)
    hidden = [row for row in how.hidden_rows if row > row_of_headings]
    return rows, replace(how, headings=row_of_headings, above=above, hidden_rows=hidden)


def _day_of_serial(name: str, text: str) -> str:
    """A day that lost its format is the number of days that spreadsheets count."""
    if name in DATES and SERIAL.fullmatch(text):
        return (DAY_ZERO + timedelta(days=int(text))).isoformat()
    return text


def _lines_of_csv(content: bytes, code_page: str) -> tuple[list[Line], list[Mistake], HowRead]:
    try:
        known = code_pages.unicode_of(content)
    except code_pages.StrayZeroError as fault:
        said = _(
            "There is a NUL character in line %(line)d, which no text has: the file may be "
            "damaged. Open it and save it again as “CSV UTF-8”."
        )
        raise whole(said % {"line": fault.line}) from None
    except code_pages.NoTextError:
        raise whole(_("This is neither a CSV file nor an Excel workbook (.xlsx).")) from None
    if known is None:
        known = code_pages.decoded(content, code_page)
        code_page = known[1]
    else:
        code_page = ""
    text, encoding = known
    try:
        read = text_table.read(text, BOUNDS["most_rows"] + HEAD)
    except text_table.UnreadableError as fault:
        said = str(QUOTATION[fault.kind]) % {"row": fault.row}
        raise UnusableError([Mistake(fault.row, "", said)]) from None
    return read.rows, [], HowRead(separator=read.separator, encoding=encoding, code_page=code_page)


def _lines_of_xlsx(content: bytes) -> tuple[list[Line], list[Mistake], HowRead]:
    """With the cells that cannot be taken; a process of its own reads the file."""
    too_heavy = whole(_("This file is too complex to be read. Save it as CSV and try again."))
    try:
        run = subprocess_runner.run(sheet, json.dumps(BOUNDS), file=ContentFile(content))
    except subprocess.TimeoutExpired:
        raise too_heavy from None
    except subprocess_runner.BusyError:
        raise whole(str(checking.BUSY)) from None
    if run.returncode < 0 or run.returncode == sheet.TOO_HEAVY:
        raise too_heavy
    if run.returncode:
        raise whole(other_files.sentence("damaged"))
    read = json.loads(run.stdout)
    if other := read.get("other"):
        raise whole(other_files.sentence(other))
    if several := read.get("several"):
        names = ", ".join(f"“{name}”" for name in several)
        text = _(
            "Several sheets have the headings: %s. Keep the one that is meant, or save it as CSV."
        )
        raise whole(text % names)
    if read["characters"] > BOUNDS["most_characters"]:
        raise too_heavy
    lines: list[Line] = read["rows"]
    place = place_of_headings(texts for _number, texts in lines)
    headings = names_in(lines[place][1]) if place is not None else []
    name_of = partial(_name_of, headings)
    odd = [
        Mistake(row, name_of(column), str(ODD[kind]) % value if kind == "e" else str(ODD[kind]))
        for row, column, kind, value in read["odd"]
    ]
    how = HowRead(
        sheet=read["sheet"],
        is_hidden=read.get("is_hidden", False),
        hidden_rows=read.get("hidden_rows", []),
        hidden_columns=[name_of(column) for column in read.get("hidden_columns", [])],
        other_sheets=list(read.get("rest", ())),
    )
    return lines, odd, how


def _name_of(headings: Sequence[str], place: int) -> str:
    """The heading, or the letter where there is none."""
    return (headings[place] if place < len(headings) else "") or get_column_letter(place + 1)


def _no_headings(lines: Sequence[Line], columns: Sequence[str]) -> list[Mistake]:
    """Said of the row that looks most like them."""
    if not lines:
        return [Mistake(0, "", _("This file has no rows below its headings."))]
    known = set(columns)
    row, texts = max(lines[:HEAD], key=lambda line: len(known & set(names_in(line[1]))))
    needed = _(
        "A column “slug” is needed, or “name” and “country”, in one of the first %(rows)d rows."
    )
    if KEY not in known:
        needed = _("The columns %(names)s are needed, in one of the first %(rows)d rows.")
    names = ", ".join(f"“{name}”" for name in columns)
    text = needed % {"rows": HEAD, "names": names}
    unknown = _unknown(row, names_in(texts), columns) if known & set(names_in(texts)) else []
    return [Mistake(row, KEY if KEY in known else "", text), *unknown]


def _columns_named(row: int, headings: Sequence[str], known: Sequence[str]) -> list[str | None]:
    """The column of each place, None where the heading is empty."""
    columns = [name or None for name in names_in(headings)]
    names = [name for name in columns if name]
    mistakes = _unknown(row, names, known)
    mistakes += [
        Mistake(row, name, _("This column stands there twice."))
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    if mistakes:
        raise UnusableError(mistakes)
    return columns


def _unknown(row: int, names: Sequence[str], known: Sequence[str]) -> list[Mistake]:
    text = _("This column is not known. Known are: %s.") % ", ".join(known)
    return [Mistake(row, name, text) for name in names if name and name not in known]
