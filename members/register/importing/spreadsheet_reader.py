"""A CSV or Excel file as rows of texts. Its content decides what it is, not its name."""

import csv
import hashlib
import io
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.spreadsheets import read_back
from common.typed_text import one_line
from members.register.importing import sheet
from members.register.importing.columns import COLUMNS, KEY, as_typed
from members.register.importing.mistakes import Mistake, UnusableError, whole
from uploads import checking, limits, subprocess_runner

LONGEST_CELL = 20_000
BOUNDS = {
    "most_rows": 1 + 20_000,
    "most_columns": 40,
    "most_characters": 20_000_000,
    "memory": 512 * limits.MEGABYTE,
}
SEPARATORS = ",;\t"
ODD = {
    "f": gettext_lazy("This is a formula. Paste its value instead."),
    "e": gettext_lazy("This cell holds an error of the spreadsheet."),
    "b": gettext_lazy("Write a text here, not TRUE or FALSE."),
}


Line = tuple[int, list[str]]  # its number in the file, and its cells


@dataclass(frozen=True)
class Table:
    """`rows` are [number, {column: text}]; columns that the file lacks are left out."""

    kind: str
    sha256: str
    rows: list[tuple[int, dict[str, str]]]


def read_file(upload: UploadedFile) -> Table:
    """A file too large is not even taken into memory."""
    if not upload.size:
        raise whole(_("This file is empty."))
    if upload.size > settings.IMPORT_MAX_BYTES:
        sizes = {
            "size": filesizeformat(upload.size),
            "limit": filesizeformat(settings.IMPORT_MAX_BYTES),
        }
        raise whole(_("This file is %(size)s; the limit is %(limit)s.") % sizes)
    return read(upload.read())


def read(content: bytes) -> Table:
    """Raises `UnusableError` with all that is wrong in the form of the file."""
    is_xlsx = content.startswith(b"PK")
    lines, mistakes = _lines_of_xlsx(content) if is_xlsx else (_lines_of_csv(content), [])
    if len(lines) < 2:
        raise whole(_("This file has no rows below its headings."))
    if len(lines) > BOUNDS["most_rows"]:
        most = BOUNDS["most_rows"] - 1  # without the headings
        raise whole(_("This file has more than %(most)d rows.") % {"most": most})
    names = _columns_named(lines[0][1])
    rows = []
    for number, texts in lines[1:]:
        cells = {name: "" for name in names if name}
        for place, raw in enumerate(texts):
            name = names[place] if place < len(names) else None
            text = as_typed(name, raw)
            if name is None and text:
                above = _("There is no heading above “%s”.") % text[:40]
                mistakes.append(Mistake(number, "", above))
            elif name is not None:
                if len(text) > LONGEST_CELL:
                    mistakes.append(Mistake(number, name, _("This cell is too long.")))
                cells[name] = read_back(text)
        rows.append((number, cells))
    if mistakes:
        raise UnusableError(mistakes)
    return Table("xlsx" if is_xlsx else "csv", hashlib.sha256(content).hexdigest(), rows)


def _lines_of_csv(content: bytes) -> list[Line]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise whole(_("The text of this file is not UTF-8. Save it as “CSV UTF-8”.")) from None
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[Line] = []
    try:
        for number, texts in enumerate(reader, 1):
            if any(map(str.strip, texts)):
                lines.append((number, texts))
            if len(lines) > BOUNDS["most_rows"]:
                break
    except csv.Error as fault:
        where = {"line": reader.line_num, "fault": fault}
        raise whole(_("Line %(line)d cannot be read as CSV: %(fault)s.") % where) from None
    return lines


def _lines_of_xlsx(content: bytes) -> tuple[list[Line], list[Mistake]]:
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
        raise whole(_("This is neither a CSV file nor an Excel workbook (.xlsx)."))
    read = json.loads(run.stdout)
    if read["characters"] > BOUNDS["most_characters"]:
        raise too_heavy
    lines: list[Line] = read["rows"]
    names = lines[0][1] if lines else []
    odd = [
        Mistake(row, names[column] if column < len(names) else "", str(ODD[kind]))
        for row, column, kind in read["odd"]
    ]
    return lines, odd


def _columns_named(headings: Sequence[str]) -> list[str | None]:
    """The column of each place, None where the heading is empty."""
    columns = [one_line(text).lower() or None for text in headings]
    names = [name for name in columns if name]
    mistakes = [
        Mistake(1, name, _("This column is not known. Known are: %s.") % ", ".join(COLUMNS))
        for name in names
        if name not in COLUMNS
    ]
    mistakes += [
        Mistake(1, name, _("This column stands there twice."))
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    if KEY not in names and not {"name", "country"} <= set(names):
        text = _("A column “slug” is needed, or “name” and “country”.")
        mistakes.append(Mistake(1, KEY, text))
    if mistakes:
        raise UnusableError(mistakes)
    return columns
