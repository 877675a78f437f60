"""Files of the register, as the tests of the import make them."""

import csv
import io

from openpyxl import Workbook

from members.register.importing import spreadsheet_reader

HEADINGS = ["slug", "name", "country", "class", "status"]


def csv_of(*rows, headings=HEADINGS, separator=",", encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def xlsx_of(*rows, headings=HEADINGS, formats=None):
    book = Workbook()
    book.active.append(headings)
    for row in rows:
        book.active.append(row)
    for place, number_format in (formats or {}).items():
        book.active[place].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(*rows, **options):
    return spreadsheet_reader.read(csv_of(*rows, **options)).rows
