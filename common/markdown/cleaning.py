"""The last filter: whatever the parser made of a text, only this passes."""

import re
from collections.abc import Collection

import nh3

SCHEMES = {"http", "https", "mailto"}
SCHEME = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
TAGS = {
    *("p", "br", "hr", "div", "section", "blockquote", "pre", "h2", "h3", "h4", "h5", "h6"),
    *("a", "em", "strong", "del", "code", "sup", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
    *("figure", "figcaption", "img"),
}
ATTRIBUTES = {
    "a": {"href", "title", "id", "class", "aria-label"},
    "code": {"class"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "figure": {"id"},
    "hr": {"class"},
    "img": {"src", "alt", "width", "height", "loading"},
    "li": {"id", "class"},
    "ol": {"start", "class", "type"},
    "section": {"class"},
    "sup": {"class"},
    "table": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}


def clean(html: str, *, pictures: Collection[str]) -> str:
    """`pictures` are the only addresses that a picture may come from."""

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src":
            return value if value in pictures else None
        if attribute == "href" and not may_lead_to(value):
            return None
        return value

    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=SCHEMES | {"figure"},  # which `keep` lets a picture have, and no link
        link_rel="noopener noreferrer",
    )


def may_lead_to(address: str) -> bool:
    """To the web, to a mailbox, or to a place in the paper itself."""
    return address.startswith("#") or scheme_of(address) in SCHEMES


def scheme_of(address: str) -> str:
    match = SCHEME.match(address)
    return match[1].lower() if match else ""
