"""What a reader did that whoever sent the file should know: it is kept with the rows, and told."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.register.importing.code_pages import CODE_PAGES

SEPARATORS_SHOWN = {"\t": "Tab"}
NAMED = 10  # rows, columns or sheets by their names


@dataclass(frozen=True)
class HowRead:
    """`sheet` and what is hidden are of a workbook, `separator` and `encoding` of a text."""

    sheet: str = ""
    is_hidden: bool = False
    headings: int = 1  # the row, as the spreadsheet counts
    above: int = 0  # rows above the headings that hold something
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    other_sheets: list[str] = field(default_factory=list)
    separator: str = ""
    encoding: str = ""
    code_page: str = ""  # where the file is not Unicode: what was chosen or is the likeliest

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}


def told(kept: dict[str, Any] | None) -> Iterator[str]:
    """In sentences, for the page that shows what the file would change."""
    how = HowRead(**(kept or {}))
    if how.sheet:
        yield _("Read from the sheet “%s”.") % how.sheet
    if how.is_hidden:
        yield _("That sheet is hidden in the workbook.")
    if how.other_sheets:
        yield ngettext(
            "Not read: the sheet %s.", "Not read: the sheets %s.", len(how.other_sheets)
        ) % _named(how.other_sheets)
    if how.above:
        yield ngettext(
            "The headings stand in row %(row)d; what stands in one row above them was left out.",
            "The headings stand in row %(row)d; what stands in %(above)d rows above them was left "
            "out.",
            how.above,
        ) % {"row": how.headings, "above": how.above}
    if how.hidden_rows:
        yield ngettext(
            "%(count)d row that is hidden or filtered out was read too: row %(rows)s.",
            "%(count)d rows that are hidden or filtered out were read too: rows %(rows)s.",
            len(how.hidden_rows),
        ) % {"count": len(how.hidden_rows), "rows": _named(map(str, how.hidden_rows), "")}
    if how.hidden_columns:
        yield _("Hidden columns were read too: %s.") % _named(how.hidden_columns)
    if how.separator:
        separator = SEPARATORS_SHOWN.get(how.separator, how.separator)
        encoding = how.encoding.upper().removesuffix("-SIG")
        yield _("Cells are separated by “%(separator)s”; the text is read as %(encoding)s.") % {
            "separator": separator,
            "encoding": CODE_PAGES[how.code_page][0] if how.code_page else encoding,
        }


def _named(names: Any, mark: str = "“”") -> str:
    every = [f"{mark[:1]}{name}{mark[1:]}" for name in names]
    more = ["…"] if len(every) > NAMED else []
    return ", ".join(every[:NAMED] + more)
