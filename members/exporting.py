"""Tables for a spreadsheet: CSV line by line, or XLSX; and the cases as such a table."""

import csv
import re
from tempfile import TemporaryFile

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

BATCH = 500
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARKED = re.compile(r"'*[=+\-@\t\r]")  # would be a formula but for apostrophes before it
BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know UTF-8

COLUMNS = (
    (_("Reference"), "reference"),
    (_("Status"), lambda case: case.get_status_display()),
    (_("In this state since"), "status_since"),
    (_("Submitted"), "submitted_at"),
    (_("Decided"), "decided_at"),
    (_("Assigned to"), lambda case: str(case.assigned_to or "")),
    (_("Centre"), "centre_name"),
    (_("Organisation"), "organisation_name"),
    (_("Private"), lambda case: _("yes") if case.organisation_is_private else _("no")),
    (_("Country code"), lambda case: case.country.code),
    (_("Country"), lambda case: case.country.name),
    (_("Centre works since"), "established"),
    (_("Website"), "website"),
    (_("Contact"), "contact_name"),
    (_("Contact's position"), "contact_position"),
    (_("Contact's e-mail address"), "contact_email"),
    (_("Delegate"), "delegate_name"),
    (_("Delegate's e-mail address"), "delegate_email"),
    (_("Alternate"), "alternate_name"),
    (_("Alternate's e-mail address"), "alternate_email"),
    (_("Legal basis of the mandate"), "mandate_basis"),
    (_("Authority that gave the mandate"), "mandate_authority"),
    (_("Mandate valid until"), "mandate_valid_until"),
    (_("First end of a mandate or evidence"), "expires_on"),
    (_("May apply again from"), "reapply_from"),
)


def table(cases):
    """The heading, then a row for each case, read from the database as they are asked for."""
    yield [str(label) for label, _value in COLUMNS]
    rows = cases.select_related("assigned_to").order_by(F("status_since").desc(), "-pk")
    for case in rows.iterator(chunk_size=BATCH):
        yield [_cell(case, value) for _label, value in COLUMNS]


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


def _cell(case, value):
    return cell(value(case) if callable(value) else getattr(case, value))


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
