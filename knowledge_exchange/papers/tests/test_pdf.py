"""What stands in the PDF of a paper, and what other programs make of it."""

import re
from collections import Counter
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.tests.accessible_pdf import faults_in
from common.typesetting import fonts_and_figures
from knowledge_exchange.models import PaperVersion
from knowledge_exchange.papers import pdf
from knowledge_exchange.papers.enums import Stance
from knowledge_exchange.tests.factories import (
    AuthorFactory,
    FigureFactory,
    PaperFactory,
    PaperVersionFactory,
    PositionFactory,
)
from members.tests.factories import CentreFactory
from uploads import pdf_checking

pytestmark = pytest.mark.django_db
MARGIN = 27 / 25.4 * 72  # in points, of the title page, where it is narrowest
BODY = """# Why

Text with a note[^1], a [link](https://example.org/) and ![a picture](https://example.org/a.png).

| Asked | Share |
|---|--:|
| often | 7 |

## How

- one
- two

[^1]: The note.
"""


@pytest.fixture
def version():
    paper = PaperFactory(record=True, title="What buyers ask", abstract="In short.")
    AuthorFactory(paper=paper, family_name="Jansen", given_names="Eva")
    AuthorFactory(paper=paper, centre=CentreFactory(name="PIANOo"))
    return PaperVersionFactory(paper=paper, published=True, body=BODY)


def tags(document):
    found = Counter()

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            found[str(node.get("/S", ""))] += 1
            if "/K" in node:
                walk(node.K)

    walk(document.Root.StructTreeRoot)
    return found


def test_the_pdf_is_tagged_titled_and_in_a_language(version):
    with pikepdf.open(BytesIO(pdf.make(version))) as document:
        root = document.Root
        with document.open_metadata() as metadata:
            facts = {
                "title": metadata["dc:title"],
                "authors": list(metadata["dc:creator"]),
                "PDF/UA": metadata["pdfuaid:part"],
            }
        found = tags(document)

        assert facts == {
            "title": "What buyers ask",
            "authors": ["Eva Jansen", "PIANOo"],
            "PDF/UA": "1",
        }
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en"
        assert root.ViewerPreferences.DisplayDocTitle
        assert (found["/H1"], found["/Table"], found["/TH"], found["/TD"]) == (1, 2, 5, 5)
        assert found["/L"] >= 2
        assert len(document.pages) == 3


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "body",
    [
        BODY,
        "# One\n\n## Two\n\n### Three\n\n## Four\n\nText\n\n# Five\n\nText",
        "1. One\n\n   - inside\n     - and deeper\n   - two\n2. Two\n\n   More on two.\n",
        "- item\n" * 150,
        "| a | b |\n|---|---|\n" + "| one | two |\n" * 150,
        "> Quoted *words*.\n\n```\nsome code\n```\n\nTwice[^a], again[^a], once[^b].\n\n"
        "[^a]: With **bold**.\n[^b]: With [a link](https://example.org/).",
        "![What we saw](figure:ours)",
    ],
    ids="all sections lists long-list long-table quotes figure".split(),
)
def test_another_program_finds_that_it_is_pdf_ua_1(version, body):
    FigureFactory(paper=version.paper, name="ours")
    PositionFactory(version=version, stance=Stance.DISSENT, text="We differ.\n\nFor two reasons.")
    version.body = body

    assert faults_in(pdf.make(version)) == []


def test_another_program_reads_what_was_written(version):
    version.body = "A note.[^n]\n\n10. Ten\n11. Eleven\n\n- one\n\n[^n]: Under it."
    PositionFactory(version=version, stance=Stance.DISSENT, text="We differ.")

    read = " ".join(text_of(pdf.make(version)).split())

    for words in ("What buyers ask", "10. Ten", "11. Eleven", "• one", "Under it.", "We differ."):
        assert words in read


def text_of(content):
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("columns", [9, 30])
def test_no_word_of_a_wide_table_or_a_long_code_is_lost(version, columns):
    heads = [f"Procurement{column}" for column in range(columns)]
    cells = [f"{column} enterprises" for column in range(columns)]
    rows = [" | ".join(row) for row in (heads, ["---"] * columns, cells)]
    code = "abcdefghij" * 30
    version.body = "\n".join(f"| {row} |" for row in rows) + f"\n\nAs in `{code}` here."

    content = pdf.make(version)

    read = in_one_piece(text_of(content))
    assert [it for it in [*heads, *cells, code] if in_one_piece(it) not in read] == []
    assert beside_the_page(content) == ""
    assert faults_in(content) == []


def in_one_piece(text):
    """Without the signs of where words were divided."""
    return re.sub(r"[\s\u2010]", "", text)


def beside_the_page(content):
    """The letters that stand outside of the margins."""
    with pypdfium2.PdfDocument(content) as document:
        return "".join(
            text.get_text_range(place, 1)
            for page in document
            for text in [page.get_textpage()]
            for place in range(text.count_chars())
            if text.get_charbox(place)[2] > page.get_width() - MARGIN
        ).strip()


def test_a_pdf_without_tags_does_not_pass():
    with pikepdf.new() as document:
        document.add_blank_page()
        content = BytesIO()
        document.save(content)

    assert any("PDFUA1-" in fault for fault in faults_in(content.getvalue()))


def test_every_link_in_the_pdf_says_where_it_leads(version):
    with pikepdf.open(BytesIO(pdf.make(version))) as document:
        links = [link for page in document.pages for link in page.get("/Annots", [])]

        assert links
        assert all(str(link.Contents) for link in links)


def test_the_pdf_carries_its_own_fonts_and_nothing_that_acts(version):
    content = BytesIO(pdf.make(version))

    with pikepdf.open(content) as document:
        fonts = [
            item
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        assert any("Source-Sans-Pro" in str(font.FontName) for font in fonts)
        assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
    assert pdf_checking.check_pdf(SimpleUploadedFile("paper.pdf", content.getvalue()))


def test_long_tables_and_foreign_letters_are_typeset(version):
    rows = "\n".join(f"| Ελλάδα {number} | Česko |" for number in range(200))
    version.body = f"# Ελληνικά\n\n| a | b |\n|---|---|\n{rows}\n"

    with pikepdf.open(BytesIO(pdf.make(version))) as document:
        assert len(document.pages) > 4


def test_the_figures_of_this_paper_are_embedded_and_those_of_another_are_not():
    paper = PaperFactory(record=True)
    FigureFactory(paper=paper, name="ours")
    FigureFactory(name="theirs")
    version = PaperVersionFactory(paper=paper, published=True, body="![What we saw](figure:ours)")
    PaperVersion.objects.filter(pk=version.pk).update(body=f"{version.body}\n\n![](figure:theirs)")
    version.refresh_from_db()

    with pikepdf.open(BytesIO(pdf.make(version))) as document:
        pictures = [item for item in document.objects if is_picture(item)]
        found = tags(document)

    assert len(pictures) == 1
    assert found["/Figure"] == 1


def is_picture(item):
    return isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"


@pytest.mark.parametrize("address", ["figure:no", "file:///etc/passwd", "https://x.example/a.png"])
def test_the_typesetter_opens_nothing_else(address):
    with pytest.raises(ValueError, match="Only the fonts"):
        fonts_and_figures({"ours": BytesIO()}.get).fetch(address)
