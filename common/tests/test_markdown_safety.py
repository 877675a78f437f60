"""No text whatever makes the renderer emit what is not on its list."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from common.markdown import Picture, render
from common.markdown.cleaning import ATTRIBUTES, TAGS

FIGURES = {"map": Picture("/figures/map", 'A "map"', 3, 2)}
PIECES = [
    *("<script>", "</script>", "<img src=x onerror=alert(1)>", "<svg/onload=a>", "<!--", "-->"),
    *("javascript:alert(1)", "data:text/html,x", "figure:map", "https://x.example/", "//x.example"),
    *("[", "]", "(", ")", "![", "](", "[^1]", "[^1]: ", "^[", "[@a]", "[@a]: ", "<", ">", '"', "'"),
    *("# ", "> ", "- ", "1. ", "```", "`", "    ", "|", "|-|\n", "*", "_", "~~", "\\", "&#60;"),
    *("\n", "\n\n", " ", "\0", "\u202e", "x", "Γ", "---", "===", ' "title"', "onclick=x", "&lt;"),
]
LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
HOSTILE = st.lists(st.sampled_from(PIECES) | LETTERS, max_size=40).map("".join)


class Inventory(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@settings(deadline=None)
@given(HOSTILE)
def test_only_what_is_on_the_list_comes_out(source):
    inventory = Inventory()
    inventory.feed(render(source, figures=FIGURES).html)

    for tag, attributes in inventory.found:
        assert tag in TAGS
        assert attributes.keys() <= ATTRIBUTES.get(tag, set()) | {"rel"}
        assert attributes.get("src", "/figures/map") == "/figures/map"
        address = attributes.get("href", "#")
        assert address.startswith("#") or leads_to(address) in ("http", "https", "mailto")


def leads_to(address):
    """The scheme as a browser reads it."""
    return urlsplit(re.sub(r"[\x00-\x20]", "", address)).scheme
