"""Put what was typed back into the form of a page, as HTML. Standard library only.

The page stays to the letter but for the form's own controls: nothing is parsed and written anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

Fields = Iterable[tuple[str, str]]
ANCHOR = "what-was-typed"
UNTOUCHED = {"submit", "button", "reset", "image", "file", "password"}
OF_THE_PAGE = ("-TOTAL_FORMS", "-INITIAL_FORMS", "-MIN_NUM_FORMS", "-MAX_NUM_FORMS")


@dataclass
class Tag:
    name: str
    attributes: dict[str, str]
    start: int
    end: int
    form: int  # the number of its form, from 1; 0 outside of all
    select: str = ""  # for an option: the name of its list
    closes: int = 0  # for a textarea: where its text ends

    def written(self, **changed: str | None) -> str:
        """With some attributes as they shall be; None takes one away."""
        attributes: dict[str, str | None] = {**self.attributes, **changed}
        parts = [
            f' {name}="{escape(value)}"' for name, value in attributes.items() if value is not None
        ]
        return f"<{self.name}{''.join(parts)}>"


class _Reader(HTMLParser):
    def __init__(self, html: str):
        super().__init__(convert_charrefs=False)
        self.tags: list[Tag] = []
        self.forms = self.form = 0
        self.select = ""
        self.line_starts = [0]
        for line in html.split("\n"):
            self.line_starts.append(self.line_starts[-1] + len(line) + 1)
        self.feed(html)
        self.close()

    @property
    def position(self) -> int:
        line, column = self.getpos()
        return self.line_starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "form":
            self.forms += 1
            self.form = self.forms
        attributes = {name: value or "" for name, value in attrs}
        if tag == "select":
            self.select = attributes.get("name", "")
        start = self.position
        end = start + len(self.get_starttag_text() or "")
        self.tags.append(Tag(tag, attributes, start, end, self.form, self.select))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = 0
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            opened = next(one for one in reversed(self.tags) if one.name == "textarea")
            opened.closes = self.position


def fill(
    html: str,
    fields: Fields,
    *,
    page: str,
    path: str,
    is_elsewhere: bool,
    box: Callable[[list[str], str], str],
) -> str:
    """Fill the form of `page` that is sent to `path`; a `box` on top holds words without a place,
    and leads to the form by its id.

    `is_elsewhere`: the page is shown at another address than its own, which its forms and links
    without an address of their own are given therefore.
    """
    typed: dict[str, list[str]] = defaultdict(list)
    for name, value in fields:
        typed[name].append(value)
    tags = _Reader(html).tags
    form = _form_of(tags, typed, page, path)
    placed, edits, anchor = set(), [], ""
    for tag in tags:
        changed = _elsewhere(tag, page) if is_elsewhere else {}
        if tag.name == "form" and tag.form == form:
            anchor = tag.attributes.get("id", ANCHOR)
            changed["id"] = anchor
        if changed:
            edits.append((tag.start, tag.end, tag.written(**changed)))
        name = tag.select if tag.name == "option" else tag.attributes.get("name", "")
        if form and tag.form == form and name and not name.endswith(OF_THE_PAGE):
            placed.add(name)
            edits += _edits(tag, typed, name)
    left = [
        value
        for name, values in typed.items()
        if name not in placed
        for value in values
        if is_words(value)
    ]
    edits.append((*_top(tags), box(left, anchor)))
    for start, end, text in sorted(edits, reverse=True):
        html = html[:start] + text + html[end:]
    return html


def is_words(value: str) -> bool:
    """Is it what people write, and not a mark that a page gave to one of its controls?"""
    return "@" in value or len(value.split()) > 1


def _form_of(tags: list[Tag], typed: dict[str, list[str]], page: str, path: str) -> int:
    """The number of the form that holds most of what was typed; 0 if none is sent there."""
    names = defaultdict(set)
    for tag in tags:
        if tag.form and "name" in tag.attributes and tag.attributes.get("type") != "hidden":
            names[tag.form].add(tag.attributes["name"])
    ours = [
        tag.form
        for tag in tags
        if tag.name == "form"
        and tag.attributes.get("method", "").lower() == "post"
        and unquote(urlsplit(urljoin(page, tag.attributes.get("action", ""))).path) == path
        and names[tag.form] & typed.keys()
    ]
    return max(ours, key=lambda form: len(names[form] & typed.keys()), default=0)


def _edits(tag: Tag, typed: dict[str, list[str]], name: str) -> list[tuple[int, int, str]]:
    values = typed.get(name, [])
    if tag.name == "textarea" and tag.closes and values:
        return [(tag.end, tag.closes, "\n" + escape(values.pop(0), quote=False))]
    if tag.name == "option" and values:
        is_chosen = tag.attributes.get("value") in values
        return [(tag.start, tag.end, tag.written(selected="selected" if is_chosen else None))]
    if tag.name != "input":
        return []
    kind = tag.attributes.get("type", "text").lower()
    if kind in UNTOUCHED:
        return []
    if kind == "checkbox" or (kind == "radio" and values):
        is_chosen = tag.attributes.get("value", "on") in values
        return [(tag.start, tag.end, tag.written(checked="checked" if is_chosen else None))]
    if kind != "radio" and values:
        return [(tag.start, tag.end, tag.written(value=values.pop(0)))]
    return []


def _elsewhere(tag: Tag, page: str) -> dict[str, str | None]:
    """The attribute by which a form or a link without an address of its own keeps its meaning."""
    if tag.name == "form" and not tag.attributes.get("action"):
        return {"action": page}
    if tag.name == "a" and tag.attributes.get("href", "").startswith("?"):
        return {"href": urljoin(page, tag.attributes["href"])}
    return {}


def _top(tags: list[Tag]) -> tuple[int, int]:
    """The beginning of the page's own content."""
    ends = (tag.end for tag in tags if tag.attributes.get("id") == "content")
    end = next(ends, 0)
    return end, end
