"""Tables for a spreadsheet: CSV line by line, or XLSX."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from common.typed_text import to_write

Cell = str | int | float | date | datetime
Table = Iterable[Sequence[Cell]]
BATCH = 500  # rows read from the database at a time
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
# Would be a formula or a number but for apostrophes before it. `safe` puts one more there, and
# `read_back` takes one away, which may be one that a person wrote to keep a number a text.
MARKED = re.compile(r"'*[=+\-@\t\r\n]|'+[\d.,]+$")
LIKE_ESCAPED = re.compile("_(x[0-9A-Fa-f]{4}_)")  # what Excel takes for one character
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula, or stumbles over."""
    text = to_write(text)
    return f"'{text}" if MARKED.match(text) else text


def read_back(text: str) -> str:
    """What `safe` made of a text, as it was before."""
    return text[1:] if text.startswith("'") and MARKED.match(text) else text


def csv_lines(table: Table) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    for row in table:
        yield writer.writerow(row)


def xlsx_file(table: Table, title: str) -> IO[bytes]:
    """An open temporary file, which goes away when it is closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(title))
    sheet.freeze_panes = "B2"
    for row in table:
        sheet.append([_unescaped(value) for value in row])
    file = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    book.save(file)
    file.seek(0)
    return file


def xlsx_book(sheets: Mapping[str, Table], *, made_at: datetime) -> bytes:
    """Several tables by their titles. The same tables and instant give the same bytes.

    What bears the moment of the writing otherwise, the book's properties and the entries of the
    archive, bears `made_at` and the first day that archives know.
    """
    book = Workbook(write_only=True)
    for title, table in sheets.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for row in table:
            sheet.append([_unescaped(value) for value in row])
    book.properties.created = book.properties.modified = made_at.replace(tzinfo=None)
    written, packed = BytesIO(), BytesIO()
    ExcelWriter(book, ZipFile(written, "w")).save()
    with ZipFile(written) as loose, ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name in loose.namelist():
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, loose.read(name))
    return packed.getvalue()


def cell(value: object) -> Cell:
    """A value as a spreadsheet may hold it."""
    if value is None:
        return ""
    if isinstance(value, datetime):  # spreadsheets know no zones
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, date):
        return value
    return safe(str(value))


def _unescaped(value: Cell) -> Cell:
    """As it stands: "_x0041_" is no "A"."""
    return LIKE_ESCAPED.sub(r"_x005F_\1", value) if isinstance(value, str) else value


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line
