import re
from html.parser import HTMLParser
from time import process_time

import pytest
from lxml import html

from common.markdown import Picture, Section, figures_in, render


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<iframe src='https://evil.example'></iframe>",
        "<style>body{display:none}</style>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "![x](https://evil.example/track.png)",
        "![x](//evil.example/track.png)",
        "![x](data:image/svg+xml;base64,PHN2Zz4=)",
        '<https://x.example/"onmouseover=alert(1)>',
        "# <svg onload=alert(1)>",
        "[^1]\n\n[^1]: <script>alert(1)</script>",
        "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
        '```html"onload=x\n<script>alert(1)</script>\n```',
    ],
)
def test_nothing_that_runs_or_fetches_passes(hostile):
    found = Inventory()
    found.feed(render(hostile).html)

    assert not found.tags & {"script", "img", "iframe", "style", "svg", "link", "object"}
    assert not [name for name in found.attributes if name.startswith("on")]
    assert not found.attributes & {"src", "style", "srcset"}
    assert all(link.startswith(("https://", "#")) for link in found.links)


class Inventory(HTMLParser):
    """What a browser would find in a piece of HTML."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.links += [value for name, value in attrs if name == "href"]


def test_a_picture_leaves_its_description():
    assert render("![Share of *SMEs*](https://x.example/a.png)").html == (
        "<p><em>[Image: Share of SMEs]</em></p>\n"
    )


def test_headings_stand_below_the_page_title_wherever_they_begin():
    assert "<h2 " in render("# One").html
    assert "<h2 " in render("### One").html
    assert "<h3 " in render("# One\n\n###### Deep").html


def test_no_level_of_headings_is_left_out():
    rendered = render("### A\n\n# B\n\n#### C\n\n#### D\n\n###### E\n\n## F")

    levels = re.findall(r'<h(\d) id="section-(\w)">.*</h(\d)>', rendered.html)
    assert [name + level for level, name, _end in levels] == ["a2", "b2", "c3", "d3", "e4", "f3"]
    assert all(level == end for level, _name, end in levels)
    assert [section.title for section in rendered.contents] == ["A", "B"]
    assert [section.title for section in rendered.contents[1].sections] == ["C", "D", "F"]


def test_the_contents_list_two_levels_and_every_heading_has_its_own_address():
    contents = render("# Why\n\n## Same\n\n## Same\n\n### Deep\n\n# How *much*").contents

    assert contents == [
        Section(
            "section-why",
            "Why",
            [Section("section-same", "Same"), Section("section-same-2", "Same")],
        ),
        Section("section-how-much", "How much"),
    ]


def test_every_heading_in_the_contents_can_be_reached():
    rendered = render("# Γιατί\n\n# ???")

    assert [section.anchor for section in rendered.contents] == ["section-γιατί", "section-part"]
    for section in rendered.contents:
        assert f'id="{section.anchor}"' in rendered.html


def test_a_table_names_its_columns_and_aligns_without_inline_style():
    html = render("| a | b |\n|---|--:|\n| 1 | 2 |").html

    assert '<th scope="col">a</th>' in html
    assert '<td class="text-end">2</td>' in html
    assert 'role="region" tabindex="0" aria-label="Table 1"' in html


def test_a_footnote_leads_there_and_back():
    html = render("Text[^a] again[^a].\n\n[^a]: The note.").html

    for part in ('href="#fn1" id="fnref1"', 'id="fn1"', 'href="#fnref1"', 'href="#fnref1:1"'):
        assert part in html
    assert "[1:1]" not in html


def test_links_give_nothing_away_to_where_they_lead():
    assert render("[x](https://x.example)").html == (
        '<p><a href="https://x.example" rel="noopener noreferrer">x</a></p>\n'
    )


@pytest.mark.parametrize("address", ["//evil.example", "/admin/", "page", "", "?a=b", "figure:a"])
def test_a_link_that_leads_to_no_web_address_stays_as_typed(address):
    rendered = render(f"See [*x*]({address}).")

    assert rendered.html == f"<p>See [<em>x</em>]({address}).</p>\n"
    assert len(rendered.warnings) == 1


def test_links_within_the_paper_lead_there():
    assert '<a href="#section-why"' in render("# Why\n\n[there](#section-why)").html


def test_a_footnote_without_a_text_stays_as_typed():
    assert render("Text[^2], \\[^3], `[^4]`").html == ("<p>Text[^2], [^3], <code>[^4]</code></p>\n")
    assert len(render("Text[^2], \\[^3], `[^4]`").warnings) == 1


def test_an_empty_text_is_empty():
    assert render("").html == ""


FIGURES = {"map": Picture("/figures/map", 'A "map"', 30, 20)}


def test_a_figure_of_the_paper_is_numbered_described_and_captioned():
    html = render("![*Where* we met](figure:map)", figures=FIGURES).html

    assert html == (
        '<figure id="figure-1"><img src="/figures/map" alt="A &quot;map&quot;" width="30" '
        'height="20" loading="lazy"><figcaption><strong>Figure 1.</strong> <em>Where</em> we met'
        "</figcaption></figure>\n"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("![x](figure:gone)", "no figure called “gone”"),
        ("See ![x](figure:map) here", "paragraph of its own"),
        ("![x](https://evil.example/a.png)", "picture from elsewhere"),
    ],
)
def test_a_picture_that_is_not_shown_is_told_to_the_author(text, why):
    rendered = render(text, figures=FIGURES)

    assert "<img" not in rendered.html
    assert "[Image: x]" in rendered.html
    assert [why in warning for warning in rendered.warnings] == [True]


def test_a_link_cannot_lead_to_a_figures_own_scheme():
    assert "href" not in render("[x](figure:map)", figures=FIGURES).html


def test_the_figures_that_a_text_shows_can_be_listed():
    text = "![a](figure:one) ![b]( <figure:two>) ![c][d]\n\n[d]: figure:three"

    assert figures_in(text) == {"one", "two", "three"}


REFERENCES = """First [@b], then [@a] and [@b] again.

[@a]: Smith, J. (2020). *Title*. https://example.org/a.
[@b]: Jansen, E. (2019),
      continued
"""


def test_references_are_numbered_as_they_are_cited_and_lead_there_and_back():
    rendered = render(REFERENCES)

    assert '<a href="#ref-1" id="cite-1-1" class="citation"' in rendered.html
    assert '<li id="ref-1">Jansen, E. (2019), continued ' in rendered.html
    assert 'href="https://example.org/a" rel' in rendered.html
    for back in ("#cite-1-1", "#cite-1-2", "#cite-2-1"):
        assert f'href="{back}"' in rendered.html
    assert rendered.contents == [Section("references", "References")]
    assert rendered.warnings == []


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://en.wikipedia.org/wiki/Foo_(bar)", "https://en.wikipedia.org/wiki/Foo_(bar)"),
        ("(https://example.org/a_(b)).", "https://example.org/a_(b)"),
        ("“https://example.org/a”, p. 7", "https://example.org/a"),
        (
            "[here](https://example.org/doi:10.1016/a/https://b)",
            "https://example.org/doi:10.1016/a/https://b",
        ),
        ("DOI: 10.1016/a_b_c.", "https://doi.org/10.1016/a_b_c"),
        (
            "doi:10.1016/S0140-6736(20)30183-5",
            "https://doi.org/10.1016/S0140-6736(20)30183-5",
        ),
    ],
)
def test_an_address_in_a_reference_is_linked_to_its_end(text, address):
    item = html.fromstring(render(f"[@k]\n\n[@k]: Foo, {text}").html).find(".//li")

    [link] = item.xpath("./a[not(@class)]")
    assert link.get("href") == address
    assert item.text_content() in (f"Foo, {text} ↩", "Foo, here ↩")


def test_a_citation_or_reference_without_its_other_end_is_told():
    rendered = render("See [@nowhere].\n\n[@unused]: Nobody.\n[@unused]: Twice.")

    assert "[@nowhere]" in rendered.html
    assert "Nobody" not in rendered.html
    assert [warning.split("“")[1].split("”")[0] for warning in rendered.warnings] == [
        "unused",
        "nowhere",
        "unused",
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<script>alert(1)</script>", "HTML is shown as typed"),
        ("a <b>bold</b> word", "HTML is shown as typed"),
        ("[x](javascript:alert(1))", "“javascript:” leads nowhere"),
        ("[x](//evil.example)", "“//evil.example” leads nowhere"),
        ("[x][a]\n\n[a]: /admin/", "“/admin/” leads nowhere"),
        ("![a [x](/admin/)](figure:map)", "“/admin/” leads nowhere"),
        ("Note^[[x](www.x.example)]", "“www.x.example” leads nowhere"),
        ("See [@a].\n\n[@a]: [x](/admin/)", "“/admin/” leads nowhere"),
        ("Text[^2]", "no footnote “2”"),
        ("Text[^1] and[^2].\n\n[^1]: Note.", "no footnote “2”"),
        ("a\0b\u202ec", "Hidden control characters"),
        ("|a|\n|-|\n" + "|1|\n" * 501, "501 rows"),
        (">" * 40 + "deep", "nested too deeply"),
        ("x " * 100_001, "ends after 200000"),
        ("y" * 10_001, "divide it"),
        ("# a\n" * 301, "first 300 headings"),
        ("^[a]\n\n" * 501, "more than 500 footnotes"),
    ],
)
def test_what_is_not_shown_as_typed_is_told_to_the_author(text, why):
    assert any(why in warning for warning in render(text).warnings)


def test_code_may_speak_of_html_without_a_warning():
    assert render("Write `<b>`.\n\n    <script>\n").warnings == []


def test_words_that_lie_too_deep_are_kept():
    assert "deep" in render(">" * 40 + "deep").html
    assert "row-501" in render("|a|\n|-|\n" + "|1|\n" * 500 + "|row-501|").html


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    "part",
    ["[", "![", "^[a", "[a](", "[@a]", "*a_ ", "`a", ">", "- ", "<a ", "&", "\\", "|-", "a\n=\n"],
)
def test_no_text_keeps_anybody_waiting(part):
    """Each took minutes, or all memory, where the parser has no limits of its own."""
    whole, paragraphs = part * (200_000 // len(part)), (part * 2000 + "\n\n") * 20

    for text in (whole[:40_000], paragraphs[:40_000]):
        started = process_time()
        render(text)
        assert process_time() - started < 5


def marks_of(source):
    """Of footnotes, and of references, as they stand in the text."""
    html = render(source).html
    notes = re.findall(r'class="footnote-ref"><a[^>]*>(\[\w+\])', html)
    return notes, re.findall(r'class="citation"[^>]*>(\[\w+\])', html)


def test_a_footnote_and_a_reference_never_bear_the_same_mark():
    calls = "".join(f"a[^{number}] b [@key{number}] " for number in range(60))
    notes = "".join(f"[^{number}]: Note.\n\n" for number in range(60))
    references = "".join(f"[@key{number}]: Author (2020).\n\n" for number in range(60))

    footnotes, cited = marks_of(f"{calls}\n\n{notes}{references}")

    assert footnotes[:3] + footnotes[25:28] == ["[a]", "[b]", "[c]", "[z]", "[aa]", "[ab]"]
    assert cited[:2] == ["[1]", "[2]"]
    assert len(footnotes) == len(set(footnotes)) == len(set(cited)) == 60
    assert set(footnotes) & set(cited) == set()


def test_the_list_of_footnotes_counts_as_their_marks_do():
    assert '<ol class="footnotes-list" type="a">' in render("a[^1]\n\n[^1]: Note.").html
