"""What office programs write: every text, every workbook, and what is told of how it was read."""

import codecs
import io
import re
import zipfile
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from common.spreadsheets import BYTE_ORDER_MARK, cell, csv_lines, xlsx_file
from members.register.importing import code_pages, how_read, other_files, spreadsheet_reader
from members.register.importing.columns import COLUMNS, as_typed
from members.register.importing.mistakes import UnusableError
from members.register.tests.sheets import csv_of, xlsx_of

HEADINGS = ["slug", "name", "country"]
CENTRE = {"slug": "", "name": "Centre Un", "country": "LU"}


def refused(content):
    with pytest.raises(UnusableError) as fault:
        spreadsheet_reader.read(content)
    return fault.value


def told(content):
    return " ".join(how_read.told(spreadsheet_reader.read(content).how.as_json()))


def table(*rows, **options):
    return csv_of(*rows, headings=HEADINGS, **options)


# --- Texts ------------------------------------------------------------------------------


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1250"],
)
def test_a_text_is_read_in_each_encoding_and_with_each_separator(encoding, separator):
    content = table(["a", "Starý, ; | dům", "CZ"], separator=separator, encoding=encoding)

    found = spreadsheet_reader.read(content)

    assert found.rows == [(2, {"slug": "a", "name": "Starý, ; | dům", "country": "CZ"})]
    assert found.how.separator == separator


def test_a_byte_order_mark_of_utf_16_may_be_either():
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        content = mark + "slug\tname\tcountry\r\n\tÖst\tSE\r\n".encode(encoding)
        assert spreadsheet_reader.read(content).rows[0][1]["name"] == "Öst"


@pytest.mark.parametrize(
    "text, row",
    [
        ("sep=;\r\nslug;name;country\r\n;Centre Un;LU\r\n", 2),
        ("\ufeffsep=;\nslug;name;country\n;Centre Un;LU\n", 2),
        ('"sep=;"\r\nslug;name;country\r\n;Centre Un;LU\r\n', 2),
        ("SEP=^\nslug^name^country\n^Centre Un^LU\n", 2),
        ("sep=\t\nslug\tname\tcountry\n\tCentre Un\tLU\n", 2),
        ("sep=,,,\nslug,name,country\n,Centre Un,LU\n", 2),
        (
            "Register of centres;;\nAs of 1 May 2026, final;;\nslug;name;country\n;Centre Un;LU",
            4,
        ),
        ("\n\nslug;name;country\n;Centre Un;LU", 4),
        ('"Register,\nof centres";;\nslug;name;country\n;Centre Un;LU', 3),
        ("slug,name,country\r,Centre Un,LU\r", 2),
        ('slug,name,country\n,"=""Centre Un""",LU\n', 2),
        ('slug,name,country\n,="Centre Un",LU\n', 2),
        ("slug|name|country\n|Centre Un|LU\n", 2),
        (" Slug ;NAME;\u00a0country\u200b\n;Centre\u00a0Un;LU\n".replace("e\u00a0U", "e U"), 2),
        ('slug,name,country\n,"Centre ""Un""",LU\n'.replace('""Un""', "Un"), 2),
    ],
)
def test_what_programs_put_around_a_table_is_no_part_of_it(text, row):
    assert spreadsheet_reader.read(text.encode()).rows == [(row, CENTRE)]


def test_what_stood_above_the_headings_is_told():
    content = b"Register;;\nAs of;;\nslug;name;country\n;Centre Un;LU\n"

    assert "headings stand in row 3; what stands in 2 rows above" in told(content)
    assert "separated by “;”; the text is read as UTF-8" in told(content)


@pytest.mark.parametrize(
    "typed, name",
    [
        (r'"Centre \"Un\" \\ x"', r'Centre "Un" \ x'),
        ('"Centre ""Un"""', 'Centre "Un"'),
        ('"=""0012"""', "0012"),
        ('="0012"', "0012"),
        ("'0012", "0012"),
        ("'t Gooi", "'t Gooi"),
        ("'=1+1", "=1+1"),
        (r"C:\Temp", r"C:\Temp"),
        ('Room 5" wide', 'Room 5" wide'),
    ],
)
def test_escapes_are_what_they_stand_for(typed, name):
    content = f"slug,name,country\n,{typed},LU\n".encode()

    assert spreadsheet_reader.read(content).rows[0][1]["name"] == name


def test_an_escaped_host_keeps_its_bar():
    content = b'slug;hosts\na;"A \\| B | C"\n'

    assert spreadsheet_reader.read(content).rows[0][1]["hosts"] == r"A \| B | C"


def test_a_mistake_names_the_row_as_the_program_counts_it_and_the_column():
    content = b"Register;;;\n\nslug;name;country;\n;Centre Un;LU;\n;Two;LU;stray\n"

    assert [(one.row, one.column) for one in refused(content).mistakes] == [(5, "D")]


def test_a_row_that_is_no_csv_is_named():
    content = b'slug,name,country\n,"Two\nlines",LU\n,"a" b,LU\n'

    (wrong,) = refused(content).mistakes
    assert wrong.row == 3
    assert "In row 3 something follows a closing quotation mark" in wrong.text


@pytest.mark.parametrize(
    "country, name, code_page",
    [
        ("PL", "Łódź, Urząd Zamówień", "cp1250"),
        ("CZ", "Příliš žluťoučký kůň", "cp1250"),
        ("HU", "Közbeszerzési Főigazgatóság", "cp1250"),
        ("RO", "Agenţia Naţională", "cp1250"),
        ("FR", "Ministère de l’Économie", "cp1252"),
        ("SE", "Östergötland", "cp1252"),
        ("PT", "Inovação", "cp1252"),
        ("IS", "Ríkiskaup Þjóð", "cp1252"),
        ("GR", "Κέντρο Ικανότητας", "cp1253"),
        ("EL", "ΚΕΝΤΡΟ ΚΑΙΝΟΤΟΜΙΑΣ", "cp1253"),
        ("BG", "Национален център", "cp1251"),
        ("LT", "Viešųjų pirkimų tarnyba", "cp1257"),
        ("LV", "Iepirkumu uzraudzības birojs, Rīgā", "cp1257"),
        ("TR", "Kamu İhale Kurumu, Işık Ağı", "cp1254"),
        ("FR", "Ministère de l’Économie", "mac_roman"),
        ("DE", "Kompetenzzentrum für Öffentliche", "cp850"),
    ],
)
def test_the_likeliest_code_page_is_taken_and_others_are_offered(country, name, code_page):
    content = table(["", name, country], separator=";", encoding=code_page)

    found = spreadsheet_reader.read(content)

    assert found.rows[0][1]["name"] == name
    offered = code_pages.offers(content)
    assert offered[0].code_page == found.how.code_page == code_page
    assert len(offered) > 3
    assert all(offer.sample for offer in offered)
    assert found.content == content


def test_another_code_page_is_read_when_it_is_chosen():
    content = table(["", "Fõ", "XX"], encoding="cp1252")

    assert spreadsheet_reader.read(content, "cp1250").rows[0][1]["name"] == "Fő"
    assert spreadsheet_reader.read(content, "rot13").rows[0][1]["name"] == "Fõ"
    assert spreadsheet_reader.read(table(["", "Fõ", "LU"]), "cp1250").content is None


def test_files_that_are_the_same_by_two_code_pages_are_offered_once():
    offered = code_pages.offers("slug,name\n,Müller\n".encode("cp1252"))

    assert [offer.label for offer in offered].count("Windows-1252") == 1
    samples = [offer.sample for offer in offered]
    assert len(set(samples)) == len(samples)


# --- Workbooks --------------------------------------------------------------------------


def book_of(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return book


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(content, change):
    """The package with its parts changed: {name: bytes} in and out."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, part in change(parts).items():
            package.writestr(name, part)
    return made.getvalue()


ROWS = [HEADINGS, [None, "Centre Un", "LU"]]


def test_title_rows_and_cover_sheets_are_passed_over():
    book = book_of(Readme=[["How to fill in"]], Data=[["Register"], [], *ROWS], Empty=[])

    found = spreadsheet_reader.read(saved(book))

    assert found.rows == [(4, CENTRE)]
    assert (found.how.sheet, found.how.other_sheets) == ("Data", ["Readme"])
    assert "Read from the sheet “Data”. Not read: the sheet “Readme”." in told(saved(book))


def test_of_two_sheets_with_the_headings_none_is_taken_and_both_are_named():
    wrong = refused(saved(book_of(One=ROWS, Two=ROWS)))

    assert "“One”, “Two”" in wrong.mistakes[0].text


def test_a_visible_sheet_goes_before_a_hidden_one_and_a_hidden_one_is_told():
    book = book_of(Old=ROWS, New=[HEADINGS, [None, "Centre Deux", "LU"]])
    book["Old"].sheet_state = "hidden"
    assert spreadsheet_reader.read(saved(book)).rows[0][1]["name"] == "Centre Deux"

    book = book_of(Cover=[["Read me"]], Old=ROWS)
    book["Old"].sheet_state = "veryHidden"
    assert "is hidden in the workbook" in told(saved(book))


def test_rows_and_columns_that_are_hidden_are_read_and_told():
    book = book_of(Data=[HEADINGS, *([f"c{row}", "A", "LU"] for row in range(5))])
    book["Data"].auto_filter.ref = "A1:C6"
    for row in (3, 5):
        book["Data"].row_dimensions[row].hidden = True
    book["Data"].column_dimensions["B"].hidden = True

    assert len(spreadsheet_reader.read(saved(book)).rows) == 5
    assert "2 rows that are hidden or filtered out were read too: rows 3, 5." in told(saved(book))
    assert "Hidden columns were read too: “name”." in told(saved(book))


def test_errors_and_formulas_without_a_value_are_named_with_sheet_row_and_column():
    book = book_of(Data=[["Title"], HEADINGS, ["a", "=1+1", "#N/A"]])

    wrong = refused(saved(book))

    assert wrong.sheet == "Data"
    assert [(one.row, one.column) for one in wrong.mistakes] == [(3, "name"), (3, "country")]
    assert "not stored" in wrong.mistakes[0].text
    assert "#N/A" in wrong.mistakes[1].text


def test_the_stored_value_of_a_formula_is_taken():
    def worked_out(parts):
        name = "xl/worksheets/sheet1.xml"
        formula = rb'<c r="B2"[^>]*><f>A2</f><v\s*/?>(</v>)?</c>'
        made, count = re.subn(formula, b'<c r="B2" t="str"><f>A2</f><v>KEINO</v></c>', parts[name])
        assert count == 1
        return {**parts, name: made}

    content = changed(saved(book_of(Data=[HEADINGS, ["keino", "=A2", "FI"]])), worked_out)

    assert spreadsheet_reader.read(content).rows[0][1]["name"] == "KEINO"


@pytest.mark.parametrize(
    "written, read",
    [
        ("A_x000D_\n_x0009_B", "A B"),
        ("_x0041_", "A"),
        ("_x005F_x0041_", "_x0041_"),
        ("_xyz_", "_xyz_"),
        ("Caf_x00E9_", "Café"),
    ],
)
def test_what_excel_escapes_is_what_it_stands_for(written, read):
    content = saved(book_of(Data=[HEADINGS, ["a", written, "LU"]]))

    assert spreadsheet_reader.read(content).rows[0][1]["name"] == read


@pytest.mark.parametrize(
    "value, number_format, text",
    [
        (44742, "General", "2022-06-30"),
        (44742, "yyyy-mm-dd", "2022-06-30"),
        (date(2022, 6, 30), "dd.mm.yyyy", "2022-06-30"),
        ("30.06.2022", "@", "30.06.2022"),
        ("44742", "@", "2022-06-30"),
        (2022, "0", "2022"),
        (date(2022, 6, 1), "mmmm yyyy", "2022-06"),
    ],
)
def test_dates_are_read_as_serials_and_as_texts(value, number_format, text):
    content = xlsx_of(["a", value], headings=["slug", "established"], formats={"B2": number_format})

    assert spreadsheet_reader.read(content).rows[0][1]["established"] == text


def strict(parts):
    def names(text):
        return re.sub(
            rb"http://schemas.openxmlformats.org/(spreadsheetml|officeDocument|drawingml)/2006/",
            rb"http://purl.oclc.org/ooxml/\1/",
            text,
        )

    return {name: names(part) if "docProps" not in name else part for name, part in parts.items()}


def test_a_strict_workbook_is_read():
    content = changed(saved(book_of(Data=[HEADINGS, ["a", "Centre Un", "LU"]])), strict)
    assert b"purl.oclc.org" in zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml")

    assert spreadsheet_reader.read(content).rows == [(2, {**CENTRE, "slug": "a"})]


def package(**parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return made.getvalue()


@pytest.mark.parametrize(
    "content, words",
    [
        (other_files.COMPOUND + b"\0" * 600 + other_files.ENCRYPTED, "protected by a password"),
        (other_files.COMPOUND + b"\0" * 600 + "Workbook".encode("utf-16-le"), "(.xls)"),
        (package(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument"),
        (package(xl__workbook_dot_bin=""), ".xlsb"),
        (package(Index__Document_dot_iwa=""), "Numbers"),
        (package(word__document_dot_xml=""), "text document"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<html><table><tr><td>slug</td></tr></table>", "web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "XML"),
        (b"{\\rtf1 slug}", "text document"),
        (b"ID;PWXL;N;E\r\n", "SYLK"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x1f\x8b\x08\x00", "Unpack"),
        (b"slug,name\0\x01\x02,country", "neither a CSV file"),
    ],
)
def test_what_is_no_table_is_told_with_what_to_do(content, words):
    assert words in refused(content).mistakes[0].text


# --- What goes out comes in -------------------------------------------------------------

LETTERS = {
    "utf-8": st.characters(codec="utf-8"),
    "utf-16": st.characters(codec="utf-8"),
    "cp1250": st.sampled_from("abłąćęńóśźžőűřš \"';,|=+-@\\\n0123456789."),
    "cp1252": st.sampled_from("abéèàçñöüßø \"';,|=+-@\\\n0123456789."),
    "cp1253": st.sampled_from("abαβγδώύς \"';,|=+-@\\\n0123456789."),
}


@st.composite
def centres(draw, letters):
    texts = st.text(letters, max_size=30)
    values = {name: draw(texts) for name in ("name", "about", "hosts")}
    values = {"slug": "a", "country": "LU", **values}
    return {name: as_typed(name, values.get(name, "")) for name in COLUMNS}


def written(values):
    return [[*COLUMNS], [cell(values[name]) for name in COLUMNS]]


@pytest.mark.parametrize("encoding", LETTERS)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@given(data=st.data())
def test_the_import_reads_what_the_export_wrote(encoding, separator, data):
    values = data.draw(centres(LETTERS[encoding]))
    heading, row = written(values)

    content = csv_of(row, headings=heading, separator=separator, encoding=encoding)

    code_page = encoding if encoding.startswith("cp") else ""
    assume(not code_page or content.isascii() or code_pages.unicode_of(content) is None)
    assert spreadsheet_reader.read(content, code_page).rows == [(2, values)]


@given(values=centres(LETTERS["utf-8"]))
def test_the_exported_files_themselves_are_read(values):
    text = "".join(csv_lines(written(values)))
    assert text.startswith(BYTE_ORDER_MARK)
    assert spreadsheet_reader.read(text.encode()).rows == [(2, values)]


@pytest.mark.parametrize("name", ["_x0041_", "=1+1", "'=1", "''0012", "'0012", "a\\b", 'q"q', "-"])
def test_the_exported_workbook_is_read(name):
    values = {**dict.fromkeys(COLUMNS, ""), "slug": "a", "name": name}
    with xlsx_file(written(values), "Register") as file:
        content = file.read()

    assert load_workbook(io.BytesIO(content)).active.title == "Register"
    assert spreadsheet_reader.read(content).rows == [(2, values)]
