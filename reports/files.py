"""A document as a tagged PDF and as a spreadsheet. The same document gives the same bytes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from common.spreadsheets import Cell, Table, safe, xlsx_book
from common.typesetting import kept_pdf_of
from reports.documents import Document, FigureData, figures_of, fingerprint
from reports.models import PublishedReport
from reports.showing import chapters_of

KEPT = timedelta(days=1)
STYLESHEETS = ("css/minutes-pdf.css", "css/report-pdf.css")


def dated(document: Document) -> datetime:
    """The instant that a file bears: the end of what it tells of, and not when it was made."""
    return datetime.combine(date.fromisoformat(document["until"]), time(), tzinfo=UTC)


def pdf(document: Document, published: PublishedReport | None = None) -> bytes:
    return kept_pdf_of(page_of(document, published), *STYLESHEETS, kept_for=KEPT)


def page_of(document: Document, published: PublishedReport | None) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "document": document,
            "last_day": date.fromisoformat(document["until"]),
            "dated": dated(document).isoformat(),
            "chapters": chapters_of(document),
            "published": published,
            "language": settings.LANGUAGE_CODE,
            "NETWORK_NAME": settings.NETWORK_NAME,
            "DEMO": settings.DEMO,
        }
        return render_to_string("reports/report_pdf.html", context)


def xlsx(document: Document) -> bytes:
    sheets: dict[str, Table] = {
        "Report": [
            ("Network", settings.NETWORK_NAME),
            ("Year", document["year"]),
            ("Until", date.fromisoformat(document["until"])),
            ("Fingerprint", fingerprint(document)),
        ],
        "Figures": _figures(document),
        "Tables": _tables(document),
        "Rows": _rows(document),
    }
    return xlsx_book(sheets, made_at=dated(document))


def _figures(document: Document) -> Iterator[tuple[Cell, ...]]:
    yield "Chapter", "Figure", "Number", "Unit", "Of", "Name"
    for chapter in document["chapters"]:
        number = {figure["name"]: figure["number"] for figure in chapter["figures"]}
        for figure in chapter["figures"]:
            base = number.get(figure["base"])
            yield (
                safe(chapter["title"]),
                safe(figure["label"]),
                _cell(figure["number"]),
                figure["unit"],
                _cell(base),
                f"{chapter['name']}.{figure['name']}",
            )


def _tables(document: Document) -> Iterator[tuple[Cell, ...]]:
    yield "Chapter", "Table", "Line", "Column", "Number", "Name"
    for chapter in document["chapters"]:
        for table in chapter["tables"]:
            for line in table["lines"]:
                for column, figure in zip(table["columns"], line["figures"], strict=True):
                    yield (
                        safe(chapter["title"]),
                        safe(table["title"]),
                        safe(line["label"]),
                        safe(column),
                        _cell(figure["number"]),
                        f"{chapter['name']}.{figure['name']}",
                    )


def _rows(document: Document) -> Iterator[tuple[Cell, ...]]:
    """The keys behind each number, so that anybody with the register can count again."""
    yield "Name", "Kind", "Row", "Counts for"
    for chapter in document["chapters"]:
        for figure in figures_of(chapter):
            for key, amount in counted(figure):
                yield f"{chapter['name']}.{figure['name']}", figure["of"], key, amount


def counted(figure: FigureData) -> Iterator[tuple[int, int]]:
    """Each row with what it counts for."""
    return zip(figure["keys"], figure["amounts"] or [1] * len(figure["keys"]), strict=True)


def _cell(number: int | float | None) -> Cell:
    return "" if number is None else number
