"""What is wrong in a file, and where: all of it at once."""

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 200


@dataclass(frozen=True)
class Mistake:
    """`row` counts as the spreadsheet does; 0 for the whole file."""

    row: int
    column: str
    text: str


class UnusableError(Exception):
    """The file is refused whole; `sheet` names the sheet of a workbook that they are in."""

    def __init__(self, mistakes: Sequence[Mistake], sheet: str = "") -> None:
        super().__init__(f"{len(mistakes)} mistakes")
        self.all, self.sheet = mistakes, sheet
        self.count = len(mistakes)
        self.mistakes = sorted(mistakes, key=lambda mistake: mistake.row)[:SHOWN]


def whole(text: str) -> UnusableError:
    return UnusableError([Mistake(0, "", str(text))])
