"""A CSV or Excel file as rows of texts. Its content decides what it is, not its name."""

import csv
import hashlib
import io
import json
import re
import subprocess
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.spreadsheets import read_back
from members.register.importing import sheet
from members.register.importing.columns import COLUMNS, KEY
from members.register.importing.mistakes import Mistake, Unusable, whole
from uploads import limits, subprocess_runner

LONGEST_CELL = 20_000
BOUNDS = {
    "most_rows": 1 + 20_000,
    "most_columns": 40,
    "most_characters": 20_000_000,
    "memory": 512 * limits.MEGABYTE,
}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
SEPARATORS = ",;\t"
ODD = {
    "f": gettext_lazy("This is a formula. Paste its value instead."),
    "e": gettext_lazy("This cell holds an error of the spreadsheet."),
    "b": gettext_lazy("Write a text here, not TRUE or FALSE."),
}


@dataclass(frozen=True)
class Table:
    """`rows` are [number, {column: text}]; columns that the file lacks are left out."""

    kind: str
    sha256: str
    rows: list


def read_file(upload):
    """A file too large is not even taken into memory."""
    _check_size(upload.size)
    return read(upload.read())


def read(content):
    """Raises `Unusable` with all that is wrong in the form of the file."""
    is_xlsx = content.startswith(b"PK")
    numbered, mistakes = _xlsx(content) if is_xlsx else (_csv(content), [])
    if len(numbered) < 2:
        raise whole(_("This file has no rows below its headings."))
    if len(numbered) > BOUNDS["most_rows"]:
        most = BOUNDS["most_rows"] - 1  # without the headings
        raise whole(_("This file has more than %(most)d rows.") % {"most": most})
    names = _headings(numbered[0][1])
    rows = [[number, _cells(number, texts, names, mistakes)] for number, texts in numbered[1:]]
    if mistakes:
        raise Unusable(mistakes)
    digest = hashlib.sha256(content).hexdigest()
    return Table("xlsx" if is_xlsx else "csv", digest, rows)


def _check_size(size):
    if not size:
        raise whole(_("This file is empty."))
    if size > settings.IMPORT_MAX_BYTES:
        sizes = {
            "size": filesizeformat(size),
            "limit": filesizeformat(settings.IMPORT_MAX_BYTES),
        }
        raise whole(_("This file is %(size)s; the limit is %(limit)s.") % sizes)


def _csv(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise whole(_("The text of this file is not UTF-8. Save it as “CSV UTF-8”.")) from None
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found = []
    try:
        for number, texts in enumerate(lines, 1):
            if any(map(str.strip, texts)):
                found.append((number, texts))
            if len(found) > BOUNDS["most_rows"]:
                break
    except csv.Error as fault:
        where = {"line": lines.line_num, "fault": fault}
        raise whole(_("Line %(line)d cannot be read as CSV: %(fault)s.") % where) from None
    return found


def _xlsx(content):
    found = _in_a_process_of_its_own(content)
    if found["characters"] > BOUNDS["most_characters"]:
        raise too_heavy()
    rows = found["rows"]
    names = rows[0][1] if rows else []
    odd = [
        Mistake(row, names[column] if column < len(names) else "", str(ODD[kind]))
        for row, column, kind in found["odd"]
    ]
    return rows, odd


def _in_a_process_of_its_own(content):
    try:
        done = subprocess_runner.run(sheet, json.dumps(BOUNDS), file=ContentFile(content))
    except subprocess.TimeoutExpired:
        raise too_heavy() from None
    if done.returncode < 0 or done.returncode == sheet.TOO_HEAVY:
        raise too_heavy()
    if done.returncode:
        raise whole(_("This is neither a CSV file nor an Excel workbook (.xlsx)."))
    return json.loads(done.stdout)


def too_heavy():
    return whole(_("This file is too complex to be read. Save it as CSV and try again."))


def _headings(texts):
    """The column of each place, None where the heading is empty."""
    names = [text.strip().lower() or None for text in texts]
    given = [name for name in names if name]
    mistakes = [
        Mistake(1, name, _("This column is not known. Known are: %s.") % ", ".join(COLUMNS))
        for name in given
        if name not in COLUMNS
    ]
    mistakes += [
        Mistake(1, name, _("This column stands there twice."))
        for name in sorted({name for name in given if given.count(name) > 1})
    ]
    if KEY not in given and not {"name", "country"} <= set(given):
        text = _("A column “slug” is needed, or “name” and “country”.")
        mistakes.append(Mistake(1, KEY, text))
    if mistakes:
        raise Unusable(mistakes)
    return names


def _cells(number, texts, names, mistakes):
    cells = {}
    for place, text in enumerate(texts):
        name = names[place] if place < len(names) else None
        text = "\n".join(text.splitlines()).strip()
        if name is None:
            if text:
                mistakes.append(
                    Mistake(number, "", _("There is no heading above “%s”.") % text[:40])
                )
            continue
        if wrong := _why_not(text):
            mistakes.append(Mistake(number, name, wrong))
        cells[name] = read_back(text)
    return {**{name: "" for name in names if name}, **cells}


def _why_not(text):
    if len(text) > LONGEST_CELL:
        return _("This cell is too long.")
    if CONTROL.search(text):
        return _("This cell holds control characters.")
    return ""
