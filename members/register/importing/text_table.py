"""A text as rows of cells, as spreadsheets write CSV in any country. No Django."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from members.register.importing.headings import HEAD, place_of_headings

SEPARATORS = ",;\t|"
SAYS_SEPARATOR = re.compile(r'"?sep=(.)"?[,;\t|]*[ ]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
AS_TEXT = re.compile(r'="((?:[^"]|"")*)"')  # how a number is kept from being taken for one
OPEN, AFTER, LONG = "open", "after", "long"  # what is wrong with a quotation mark
BEGINNING = 100_000  # characters in which the headings stand


class UnreadableError(ValueError):
    """In which row, as a spreadsheet counts, and what is wrong with a quotation mark there."""

    def __init__(self, row: int, fault: csv.Error) -> None:
        super().__init__(str(fault))
        said = str(fault)
        self.row = row
        self.kind = OPEN if "end of data" in said else LONG if "field limit" in said else AFTER


@dataclass(frozen=True)
class TextTable:
    """`rows` are (number as a spreadsheet counts, cells), without those that are empty."""

    separator: str
    rows: list[tuple[int, list[str]]]


def read(text: str, most_rows: int) -> TextTable:
    """Raises `UnreadableError`. A line "sep=;" is none of the rows, as in a spreadsheet."""
    text = text.removeprefix("\ufeff")
    separator = ""
    if said := SAYS_SEPARATOR.match(text):
        separator, text = said[1], text[said.end() :]
    separator = separator or _separator_of(text)
    try:
        return TextTable(separator, list(_rows(text, most_rows, delimiter=separator)))
    except UnreadableError:
        if '\\"' not in text:
            raise
    escaped = {"escapechar": "\\", "doublequote": False}
    return TextTable(separator, list(_rows(text, most_rows, delimiter=separator, **escaped)))


def _separator_of(text: str) -> str:
    """The one by which there are headings; where none or several do, the most frequent one."""
    beginning = text[:BEGINNING]
    fitting = [
        one for one in SEPARATORS if place_of_headings(_beginning(beginning, one)) is not None
    ]
    first = beginning.lstrip("\r\n").partition("\n")[0]
    return max(fitting or SEPARATORS, key=first.count)


def _beginning(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from islice((cells for cells in reader if any(map(str.strip, cells))), HEAD)
    except csv.Error:
        return


def _rows(text: str, most_rows: int, **how) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, **how)
    number = held = 0
    try:
        for number, cells in enumerate(reader, 1):
            if any(map(str.strip, cells)):
                yield number, list(map(_plain, cells))
                held += 1
            if held > most_rows:
                return
    except csv.Error as fault:
        raise UnreadableError(number + 1, fault) from None


def _plain(cell: str) -> str:
    wrapped = AS_TEXT.fullmatch(cell.strip())
    return wrapped[1].replace('""', '"') if wrapped else cell
