"""Tables for a spreadsheet: CSV line by line, or XLSX."""

import csv
import re
from tempfile import TemporaryFile

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

BATCH = 500  # rows read from the database at a time
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARKED = re.compile(r"'*[=+\-@\t\r]")  # would be a formula but for apostrophes before it
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8


def safe(text):
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if MARKED.match(text) else text


def read_back(text):
    """What `safe` made of a text, as it was before."""
    return text[1:] if text.startswith("'") and MARKED.match(text) else text


def csv_lines(table):
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    for row in table:
        yield writer.writerow(row)


def xlsx_file(table, title):
    """An open temporary file, which goes away when it is closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(title))
    sheet.freeze_panes = "B2"
    for row in table:
        sheet.append(row)
    file = TemporaryFile()  # noqa: SIM115 (whoever sends it closes it)
    book.save(file)
    file.seek(0)
    return file


def cell(found):
    """A value as a spreadsheet may hold it."""
    if found is None:
        return ""
    if hasattr(found, "tzinfo"):  # spreadsheets know no zones
        return timezone.localtime(found).replace(tzinfo=None, microsecond=0)
    if hasattr(found, "isoformat"):
        return found
    return safe(ILLEGAL_CHARACTERS_RE.sub("", str(found)))


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line):
        return line
