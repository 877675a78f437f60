"""Files in every form that spreadsheets give them, and those that are refused."""

import io
import zipfile
from datetime import date

import pytest

from common import spreadsheets
from members.register.importing import spreadsheet_reader
from members.register.importing.mistakes import SHOWN, UnusableError
from members.register.tests.sheets import csv_of, xlsx_of

ROW = ["keino", "KEINÖ", "FI", "member", "active"]


def packed(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>'
)
CELLS = {"slug": "keino", "name": "KEINÖ", "country": "FI", "class": "member", "status": "active"}


def refused(content):
    with pytest.raises(UnusableError) as fault:
        spreadsheet_reader.read(content)
    return [(one.row, one.column, one.text) for one in fault.value.mistakes]


@pytest.mark.parametrize(
    "content",
    [
        csv_of(ROW),
        csv_of(ROW, encoding="utf-8-sig"),
        csv_of(ROW, separator=";"),
        csv_of(ROW, separator="\t"),
        csv_of(ROW, headings=["Slug", " NAME ", "country", "class", "status"]),
        csv_of([*ROW, ""], headings=["slug", "name", "country", "class", "status", ""]),
        xlsx_of(ROW),
    ],
)
def test_each_form_gives_the_same_rows(content):
    assert spreadsheet_reader.read(content).rows == [(2, CELLS)]


def test_the_rows_count_as_the_spreadsheet_shows_them():
    empty = [""] * 5
    for content in (csv_of(empty, ROW), xlsx_of(empty, ROW)):
        assert [number for number, _cells in spreadsheet_reader.read(content).rows] == [3]


def test_a_cell_of_several_lines_is_one_cell():
    table = spreadsheet_reader.read(csv_of(["a", "One\r\nTwo"], headings=["slug", "about"]))

    assert table.rows == [(2, {"slug": "a", "about": "One\nTwo"})]


def test_a_cell_is_taken_as_a_form_would_take_it():
    row = ["a", "b\x07 \u202e  c\u200b", "One\ufffe\r\n two "]
    table = spreadsheet_reader.read(csv_of(row, headings=["slug", "name", "about"]))

    assert table.rows == [(2, {"slug": "a", "name": "b c", "about": "One\n two"})]


@pytest.mark.parametrize(
    "value, number_format, text",
    [
        (date(2022, 6, 30), "yyyy-mm-dd", "2022-06-30"),
        (date(2022, 6, 1), "mmm-yy", "2022-06"),
        (date(2022, 6, 1), "yyyy", "2022"),
        (date(2022, 6, 1), '[$-409]"d" mmmm yyyy', "2022-06"),
        (2022, "General", "2022"),
        (2022.0, "General", "2022"),
    ],
)
def test_excels_dates_are_no_more_exact_than_they_are_shown(value, number_format, text):
    content = xlsx_of(["a", value], headings=["slug", "established"], formats={"B2": number_format})

    assert spreadsheet_reader.read(content).rows == [(2, {"slug": "a", "established": text})]


def test_formulas_errors_and_truth_values_are_told_and_not_evaluated():
    headings = ["slug", "name", "about", "website"]
    found = refused(xlsx_of(["a", "=1+1", "#REF!", True], headings=headings))

    assert [(row, column) for row, column, _text in found] == [
        (2, "name"),
        (2, "about"),
        (2, "website"),
    ]
    assert "formula" in found[0][2]


@pytest.mark.parametrize(
    "content, words",
    [
        (csv_of(), "no rows"),
        (b'slug,name\na,"b', "a quotation mark is opened in row 2 and never closed."),
        (b'slug,name\nx,y\n\na,"b\nc,"d"\n', "in row 4 something follows a closing quotation mark"),
        (b'slug,name\na,"b' + b"c\n" * 100_000, "opened there and never closed"),
        (b"slug,name\na,b\nc,d\0\n", "nul character in line 3"),
        (b"slug,name\na,\xe4\0\n", "nul character in line 2"),
        (b"PK\x03\x04 no archive", "this workbook is damaged. open it and save it"),
        (xlsx_of(ROW)[:-400], "this workbook is damaged"),
        (packed(**{"centres.csv": "slug,name"}), "this file is packed"),
        (csv_of(["a"], headings=["website"]), "is needed"),
        (csv_of(["a", "b"], headings=["slug", "phone"]), "not known"),
        (csv_of(["a", "b"], headings=["slug", "slug"]), "twice"),
        (csv_of(["a", "b"], headings=["slug"]), "no heading"),
        (csv_of(["a", "b" * 20_001], headings=["slug", "about"]), "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content, words):
    assert words in refused(content)[0][2].lower()


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setitem(spreadsheet_reader.BOUNDS, "most_rows", 3)

    for content in (csv_of(ROW, ROW, ROW), xlsx_of(ROW, ROW, ROW)):
        assert "more than 2 rows" in refused(content)[0][2]
    assert len(spreadsheet_reader.read(csv_of(ROW)).rows) == 1


def test_a_file_too_large_is_not_read(settings):
    settings.IMPORT_MAX_BYTES = 10
    upload = io.BytesIO(csv_of(ROW))
    upload.size = 11

    with pytest.raises(UnusableError, match="1 mistakes"):
        spreadsheet_reader.read_file(upload)
    assert upload.tell() == 0


def with_sheet(text, before=b""):
    """A workbook whose only cell holds these bytes of XML."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of(ROW))) as small,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name in small.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            archive.writestr(name, before + SHEET % text if is_sheet else small.read(name))
    return made.getvalue()


def test_a_bomb_ends_with_the_process_that_opened_it(monkeypatch):
    """Less than a megabyte that unfolds to a hundred."""
    monkeypatch.setitem(spreadsheet_reader.BOUNDS, "memory", 64 * 2**20)
    bomb = with_sheet(b"a" * 100_000_000)

    assert len(bomb) < 2**20
    assert "too complex" in refused(bomb)[0][2]


def test_entities_that_unfold_are_not_followed():
    entities = b"".join(
        b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10 if number else b"lol")
        for number in range(10)
    )

    assert refused(with_sheet(b"&e9;", before=b"<!DOCTYPE worksheet [" + entities + b"]>"))


def test_a_file_of_the_machine_does_not_come_in_by_an_entity(tmp_path):
    (tmp_path / "key").write_text("the key of the records")
    declared = f'<!DOCTYPE worksheet [<!ENTITY e SYSTEM "file://{tmp_path}/key">]>'.encode()

    try:
        read = str(spreadsheet_reader.read(with_sheet(b"&e;", before=declared)).rows)
    except UnusableError as fault:
        read = str([one.text for one in fault.mistakes])

    assert "the key of the records" not in read


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "'=1", "''=1", "'a", "a=1", "", "'"])
def test_what_was_neutralised_is_read_back_as_it_was(text):
    written = spreadsheets.safe(text)

    assert not written.startswith(spreadsheets.STARTS_A_FORMULA)
    assert spreadsheets.read_back(written) == text


def test_a_long_list_of_mistakes_is_cut():
    with pytest.raises(UnusableError) as fault:
        spreadsheet_reader.read(
            csv_of(*[["a", "x" * 20_001]] * (SHOWN + 5), headings=["slug", "name"])
        )

    assert fault.value.count == SHOWN + 5
    assert len(fault.value.mistakes) == SHOWN
