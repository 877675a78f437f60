"""A year as plain data: all that page, PDF and table are made of, and what is kept of it.

The same rows of the database give the same document to the byte: it bears no moment of its making,
and of a year that is over nothing that came later.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import TypedDict

from django.conf import settings
from django.utils import translation

from common import yearly
from common.yearly import Number, Year

FORMAT = "p2i-report/1"


class FigureData(TypedDict):
    name: str
    label: str
    number: Number | None
    unit: str
    base: str  # the figure of this chapter that it is a part of
    of: str  # the kind of the rows behind it
    keys: list[int]
    amounts: list[int]  # what each row counts for, where that is not one
    is_public: bool


class LineData(TypedDict):
    label: str
    figures: list[FigureData]


class TableData(TypedDict):
    name: str
    title: str
    about: str
    columns: list[str]
    lines: list[LineData]


class ChapterData(TypedDict):
    name: str
    title: str
    note: str
    is_note_public: bool
    figures: list[FigureData]
    tables: list[TableData]


class Document(TypedDict):
    format: str
    year: int
    until: str  # the last day that it tells of
    is_over: bool
    chapters: list[ChapterData]


def of_year(year: Year) -> Document:
    """What the site knows of it, counted now."""
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "format": FORMAT,
            "year": year.number,
            "until": year.last_day.isoformat(),
            "is_over": year.is_over,
            "chapters": [_chapter(chapter, year) for chapter in yearly.chapters()],
        }


def _chapter(chapter: yearly.Chapter, year: Year) -> ChapterData:
    told = chapter.tell(year)
    return {
        "name": chapter.name,
        "title": str(chapter.title),
        "note": str(told.note),
        "is_note_public": told.is_note_public,
        "figures": [_figure(figure) for figure in told.figures],
        "tables": [
            {
                "name": table.name,
                "title": str(table.title),
                "about": str(table.about),
                "columns": [str(column) for column in table.columns],
                "lines": [
                    {"label": str(label), "figures": [_figure(figure) for figure in figures]}
                    for label, figures in table.lines
                ],
            }
            for table in told.tables
        ],
    }


def _figure(figure: yearly.Figure) -> FigureData:
    return {
        "name": figure.name,
        "label": str(figure.label),
        "number": figure.number,
        "unit": str(figure.unit),
        "base": figure.base,
        "of": figure.of,
        "keys": list(figure.keys),
        "amounts": list(figure.amounts),
        "is_public": figure.is_public,
    }


def canonical(document: Document) -> bytes:
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def fingerprint(document: Document) -> str:
    return sha256(canonical(document)).hexdigest()


def figures_of(chapter: ChapterData) -> Iterator[FigureData]:
    """Every figure of a chapter, those in its tables too."""
    yield from chapter["figures"]
    for table in chapter["tables"]:
        for line in table["lines"]:
            yield from line["figures"]


def find(document: Document, chapter: str, figure: str) -> FigureData | None:
    return next(
        (
            one
            for data in document["chapters"]
            if data["name"] == chapter
            for one in figures_of(data)
            if one["name"] == figure
        ),
        None,
    )


def numbers(document: Document) -> dict[tuple[str, str], Number | None]:
    """Each number by the names of its chapter and its figure, to compare two documents."""
    return {
        (chapter["name"], figure["name"]): figure["number"]
        for chapter in document["chapters"]
        for figure in figures_of(chapter)
    }


def public_part(document: Document) -> Document:
    """What everybody reads on the site anyway, and no keys of the rows behind it.

    A chapter without any of it is left out: "nothing" might not be true of the rest.
    """
    chapters: list[ChapterData] = []
    for chapter in document["chapters"]:
        tables: list[TableData] = []
        for table in chapter["tables"]:
            lines: list[LineData] = [
                {**line, "figures": _public(line["figures"])} for line in table["lines"]
            ]
            lines = [line for line in lines if line["figures"]]
            tables += [{**table, "lines": lines}] if lines else []
        figures = _public(chapter["figures"])
        note = chapter["note"] if chapter["is_note_public"] else ""
        told: ChapterData = {**chapter, "note": note, "figures": figures, "tables": tables}
        if any(figure["number"] for figure in figures_of(told)):
            chapters.append(told)
    return {**document, "chapters": chapters}


def _public(figures: list[FigureData]) -> list[FigureData]:
    public = {figure["name"] for figure in figures if figure["is_public"]}
    return [
        {
            **figure,
            "keys": [],
            "amounts": [],
            "base": figure["base"] if figure["base"] in public else "",
        }
        for figure in figures
        if figure["is_public"]
    ]
