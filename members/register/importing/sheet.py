"""Read one Excel file that may be hostile: a program of its own for `spreadsheet_reader.py`.

The file is on standard input and is parsed under limits of memory and time, because a few bytes
can unfold to gigabytes. Formulas are never evaluated: their stored values are taken. One line of
JSON is the answer: the sheet with the headings, or why there is none.
"""

import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from itertools import islice
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element
from zipfile import ZIP_STORED, ZipFile

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import COL_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from members.register.importing.headings import HEAD, place_of_headings
from uploads import limits

CPU_SECONDS = 20
TOO_HEAVY = 3  # exit code
LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')  # parts of a number format that are no codes
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")  # a character that XML or Excel forbids
STRICT, TRANSITIONAL = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
OTHER_FILES = {  # a part by which a package of another kind is told
    "xl/workbook.bin": "xlsb",
    "Index/Document.iwa": "numbers",
    "Index.zip": "numbers",
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
}
YES = ("1", "true")

Row = tuple[int, list[str]]


class Book(ExcelReader):
    """As the library reads it, but what is escaped in its texts stays so until the end."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _event, node in iterparse(source):
                if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                    self.shared_strings.append(Text.from_tree(node).content)
                    node.clear()


class Parser(WorkSheetParser):
    """Rows and columns alone, with those that are hidden; nothing else of a sheet is looked at."""

    def rows(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        for _event, element in iterparse(self.source):
            if element.tag == COL_TAG:
                self.parse_column_dimensions(element)
            elif element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()

    def parse_cell(self, element: Element) -> dict[str, Any]:
        cell = super().parse_cell(element)
        is_formula = element.find(FORMULA_TAG) is not None
        if is_formula and cell["value"] is None and element.get("t") != "str":
            cell["data_type"] = "f"  # whatever wrote the file has not worked it out
        return cell

    def is_hidden(self, row: int) -> bool:
        return self.row_dimensions.get(str(row), {}).get("hidden") in YES

    def hidden_columns(self, most: int) -> list[int]:
        """Their places, the first being 0."""
        hidden = (col for col in self.column_dimensions.values() if col.get("hidden") in YES)
        return [
            place - 1
            for col in hidden
            for place in range(int(col["min"]), min(int(col["max"]), most) + 1)
        ]


class Sheet:
    def __init__(self, sheet: ReadOnlyWorksheet, most_columns: int) -> None:
        self.sheet, self.most_columns = sheet, most_columns
        self.odd: list[tuple[int, int, str, str]] = []
        book = sheet.parent
        self.parser = Parser(
            sheet._get_source(),
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )

    def rows(self) -> Iterator[Row]:
        """Those that hold something."""
        for number, cells in self.parser.rows():
            texts: list[str] = []
            for cell in cells:
                place = cell["column"] - 1
                if cell["value"] is None and cell["data_type"] != "f":
                    continue
                if place <= self.most_columns:
                    texts += [""] * (place + 1 - len(texts))
                    texts[place] = self._text(number, place, cell)
            if any(texts):
                yield number, texts

    def _text(self, number: int, place: int, cell: dict[str, Any]) -> str:
        if (kind := cell["data_type"]) in ("f", "e", "b"):
            self.odd.append((number, place, kind, str(cell["value"] or "")))
            return "?"
        is_date = kind == "d"
        return text_of(
            cell["value"], ReadOnlyCell(self.sheet, **cell).number_format if is_date else None
        )


def read(
    file: BinaryIO, *, most_rows: int, most_columns: int, most_characters: int
) -> Mapping[str, object]:
    """The one sheet that has the headings; one row more than allowed shows the excess."""
    package = ZipFile(file)
    if other := _another_kind(package):
        return {"other": other}
    reader = Book(_transitional(package, file), read_only=True, data_only=True, keep_links=False)
    reader.read()
    sheets = [sheet for sheet in reader.wb.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
    heads = {
        sheet.title: [texts for _number, texts in islice(Sheet(sheet, most_columns).rows(), HEAD)]
        for sheet in sheets
    }
    fitting = [sheet for sheet in sheets if place_of_headings(heads[sheet.title]) is not None]
    fitting = [one for one in fitting if one.sheet_state == "visible"] or fitting
    if len(fitting) > 1:
        return {"several": [sheet.title for sheet in fitting]}
    full = [sheet for sheet in sheets if heads[sheet.title]]
    if not full:
        return {"sheet": "", "rows": [], "odd": [], "characters": 0}
    taken = fitting[0] if fitting else full[0]
    rest = {sheet.title: sheet.sheet_state for sheet in full if sheet is not taken}
    return {**_whole(taken, most_rows, most_columns, most_characters), "rest": rest}


def _whole(
    sheet: ReadOnlyWorksheet, most_rows: int, most_columns: int, most_characters: int
) -> dict[str, object]:
    open_sheet = Sheet(sheet, most_columns)
    rows: list[Row] = []
    characters = 0
    for number, texts in open_sheet.rows():
        rows.append((number, texts))
        characters += sum(map(len, texts))
        if len(rows) > most_rows + HEAD or characters > most_characters:
            break
    return {
        "sheet": sheet.title,
        "is_hidden": sheet.sheet_state != "visible",
        "rows": rows,
        "odd": open_sheet.odd[:most_rows],
        "characters": characters,
        "hidden_rows": [number for number, _texts in rows if open_sheet.parser.is_hidden(number)],
        "hidden_columns": open_sheet.parser.hidden_columns(most_columns),
    }


def _another_kind(package: ZipFile) -> str:
    names = set(package.namelist())
    if "mimetype" in names and b"opendocument" in package.read("mimetype")[:100]:
        return "ods"
    if any(part.flag_bits & 1 for part in package.infolist()):
        return "password"
    if "[Content_Types].xml" not in names and not names & set(OTHER_FILES):
        return "packed"
    return next((kind for name, kind in OTHER_FILES.items() if name in names), "")


def _transitional(package: ZipFile, file: BinaryIO) -> BinaryIO:
    """The same package; a strict one with the names that everybody else gives its parts."""
    if "xl/workbook.xml" not in package.namelist() or STRICT not in package.read("xl/workbook.xml"):
        file.seek(0)
        return file
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for part in package.infolist():
            content = package.read(part)
            if part.filename.endswith((".xml", ".rels")):
                content = re.sub(
                    re.escape(STRICT) + rb"(\w+)/", TRANSITIONAL + rb"\1/2006/", content
                )
            archive.writestr(part.filename, content)
    return made


def text_of(value: object, number_format: str | None) -> str:
    """What a cell shows: Excel makes a day of every "June 2022" and shows the month."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if not isinstance(value, datetime | date | time):
        return unescaped(str(value))
    iso = value.isoformat()
    if isinstance(value, datetime) and value.time() != time():
        return iso
    shown = LITERAL.sub("", number_format or "").lower()
    if "d" in shown or "y" not in shown:
        return iso[:10]
    return iso[:7] if "m" in shown else iso[:4]


def unescaped(text: str) -> str:
    return ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)


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
