"""A document as its pages show it: numbers in words, with the year before and today's beside."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.yearly import Number, Unit
from reports.documents import (
    ChapterData,
    Document,
    FigureData,
    LineData,
    figures_of,
    numbers,
)

NOTHING = "–"
Numbers = dict[tuple[str, str], Number | None]


@dataclass(frozen=True)
class Shown:
    """A figure with its number in words, "8 of 11" or "12 days"."""

    name: str
    label: str
    words: str
    has_rows: bool
    before: str = ""  # the year before
    anew: str = ""  # counted today, where that differs from what was published
    is_counted_anew: bool = False


@dataclass(frozen=True)
class ShownLine:
    label: str
    columns: list[tuple[Shown, str]]  # each number with the label of its column


@dataclass(frozen=True)
class ShownTable:
    title: str
    about: str
    columns: list[str]
    lines: list[ShownLine]


@dataclass(frozen=True)
class ShownChapter:
    name: str
    title: str
    note: str
    figures: list[Shown]
    tables: list[ShownTable]
    is_empty: bool


@dataclass(frozen=True)
class Beside:
    """Other documents to compare with: that of the year before, and this one counted today."""

    before: Numbers = field(default_factory=dict)
    anew: Numbers = field(default_factory=dict)


def beside(before: Document | None = None, anew: Document | None = None) -> Beside:
    return Beside(numbers(before) if before else {}, numbers(anew) if anew else {})


def chapters_of(document: Document, compared: Beside | None = None) -> list[ShownChapter]:
    return [_chapter(chapter, compared or Beside()) for chapter in document["chapters"]]


def differences(document: Document, anew: Document) -> int:
    """How many numbers the site would tell otherwise today."""
    today = numbers(anew)
    return sum(today[key] != number for key, number in numbers(document).items() if key in today)


def _chapter(chapter: ChapterData, compared: Beside) -> ShownChapter:
    figures = [_shown(figure, chapter, compared) for figure in chapter["figures"]]
    tables = [
        ShownTable(
            title=table["title"],
            about=table["about"],
            columns=table["columns"],
            lines=[
                ShownLine(
                    line["label"],
                    [
                        (_shown(figure, chapter, compared), column)
                        for figure, column in zip(line["figures"], table["columns"], strict=True)
                    ],
                )
                for line in _without_empty(table["lines"])
            ],
        )
        for table in chapter["tables"]
    ]
    return ShownChapter(
        name=chapter["name"],
        title=chapter["title"],
        note=chapter["note"],
        figures=figures,
        tables=[table for table in tables if table.lines],
        is_empty=is_empty(chapter) and not any(figure.is_counted_anew for figure in figures),
    )


def is_empty(chapter: ChapterData) -> bool:
    return not any(figure["number"] for figure in figures_of(chapter))


def _without_empty(lines: list[LineData]) -> Iterator[LineData]:
    """A table of nothing is left out, one with something is shown whole."""
    if any(figure["number"] for line in lines for figure in line["figures"]):
        yield from lines


def _shown(figure: FigureData, chapter: ChapterData, compared: Beside) -> Shown:
    key = chapter["name"], figure["name"]
    anew = compared.anew.get(key, figure["number"])
    return Shown(
        name=figure["name"],
        label=figure["label"],
        words=with_base(figure, chapter),
        has_rows=bool(figure["keys"]),
        before=in_words(compared.before[key], figure["unit"]) if key in compared.before else "",
        anew=in_words(anew, figure["unit"]),
        is_counted_anew=anew != figure["number"],
    )


def with_base(figure: FigureData, chapter: ChapterData) -> str:
    """ "8 of 11", where the number is a part of another."""
    number = in_words(figure["number"], figure["unit"])
    base = next((one for one in chapter["figures"] if one["name"] == figure["base"]), None)
    if not (base and base["number"]):
        return number
    return _("%(number)s of %(base)s") % {"number": number, "base": base["number"]}


def in_words(number: Number | None, unit: str) -> str:
    if number is None:
        return NOTHING
    if unit == Unit.DAYS:
        shown = ngettext("%(number)s day", "%(number)s days", 1 if number == 1 else 2)
        return shown % {"number": number}
    if unit == Unit.MINUTES:
        hours, minutes = divmod(int(number), 60)
        shown = _("%(hours)d h %(minutes)02d min")
        return shown % {"hours": hours, "minutes": minutes}
    return str(number)
