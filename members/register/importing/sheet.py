"""Read one Excel file that may be hostile: a program of its own for `spreadsheet_reader.py`.

The file is on standard input and is parsed under limits of memory and time, because a few bytes
can unfold to gigabytes. Formulas are named, never evaluated. One line of JSON is the answer:
rows as [number, [texts]], and odd cells as [row, column, kind].
"""

import json
import re
import sys
from datetime import date, datetime, time
from typing import BinaryIO

from openpyxl import load_workbook

from uploads import limits

CPU_SECONDS = 20
TOO_HEAVY = 3  # exit code
LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # parts of a number format that are no codes


def read(
    file: BinaryIO, *, most_rows: int, most_columns: int, most_characters: int
) -> dict[str, object]:
    """The first sheet's rows that hold something; one row more than allowed shows the excess."""
    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its size may be a lie
    rows, odd, characters = [], [], 0
    for number, cells in enumerate(sheet.iter_rows(max_col=most_columns + 1), 1):
        texts = []
        for column, cell in enumerate(cells):
            is_odd = cell.value is not None and cell.data_type in ("f", "e", "b")
            if is_odd:
                odd.append([number, column, cell.data_type])
            texts.append("?" if is_odd else text_of(cell.value, cell.number_format))
        if any(texts):
            rows.append([number, texts])
            characters += sum(map(len, texts))
        if len(rows) > most_rows or characters > most_characters:
            break
    return {"rows": rows, "odd": odd[:most_rows], "characters": characters}


def text_of(value: object, number_format: str | None) -> str:
    """What a cell shows: Excel makes a day of every "June 2022" and shows the month."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if not isinstance(value, datetime | date | time):
        return str(value)
    iso = value.isoformat()
    if isinstance(value, datetime) and value.time() != time():
        return iso
    shown = LITERAL.sub("", number_format or "").lower()
    if "d" in shown or "y" not in shown:
        return iso[:10]
    return iso[:7] if "m" in shown else iso[:4]


def main(arguments: str) -> None:
    bounds = json.loads(arguments)
    limits.limit(memory=bounds.pop("memory"), cpu_seconds=CPU_SECONDS)
    try:
        content = read(sys.stdin.buffer, **bounds)
    except MemoryError:
        sys.exit(TOO_HEAVY)
    print(json.dumps(content))


if __name__ == "__main__":
    main(sys.argv[1])
