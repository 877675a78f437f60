from html.parser import HTMLParser

import pytest

from knowledge_exchange.markdown import Section, render


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
    assert "<h6 " in render("# One\n\n###### Deep").html


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


def test_an_empty_text_is_empty():
    assert render("").html == ""
