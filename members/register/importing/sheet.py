"""Read one Excel file that may be hostile. `reading.py` runs this as a program of its own.

The file is on standard input and is parsed under limits of memory and time, because a few bytes
can unfold to gigabytes. Formulas are told, never evaluated. One line of JSON is the answer:
rows as [number, [texts]], and odd cells as [row, column, kind].
"""

import json
import re
import sys
from datetime import date, datetime, time

from openpyxl import load_workbook

from uploads import limits

CPU_SECONDS = 20
TOO_HEAVY = 3  # exit code
LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # parts of a number format that are no codes


def read(file, *, most_rows, most_columns, most_characters):
    """The first sheet's rows that hold something; one row more than allowed shows the excess."""
    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its size may be a lie
    rows, odd, characters = [], [], 0
    for number, cells in enumerate(sheet.iter_rows(max_col=most_columns + 1), 1):
        texts = [_text(cell, number, column, odd) for column, cell in enumerate(cells)]
        if any(texts):
            rows.append([number, texts])
            characters += sum(map(len, texts))
        if len(rows) > most_rows or characters > most_characters:
            break
    return {"rows": rows, "odd": odd[:most_rows], "characters": characters}


def _text(cell, row, column, odd):
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e", "b"):
        odd.append([row, column, cell.data_type])
        return "?"
    if isinstance(value, (datetime, date, time)):
        return _day(value, cell.number_format)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _day(value, number_format):
    """What a date cell shows: Excel makes a day of every "June 2022" and shows the month."""
    shown = LITERAL.sub("", number_format or "").lower()
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat()
    iso = value.isoformat()[:10]
    if "d" in shown or "y" not in shown:
        return iso
    return iso[:7] if "m" in shown else iso[:4]


def main(bounds):
    bounds = json.loads(bounds)
    limits.limit(memory=bounds.pop("memory"), cpu_seconds=CPU_SECONDS)
    try:
        found = read(sys.stdin.buffer, **bounds)
    except MemoryError:
        sys.exit(TOO_HEAVY)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
