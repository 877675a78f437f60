"""Headings: below the page's title, each with an address, two levels in the contents."""

from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from knowledge_exchange.markdown.telling import tell

TOP_LEVEL = 2  # the page's own title is the only first-level heading
IN_CONTENTS = (TOP_LEVEL, TOP_LEVEL + 1)
MOST_HEADINGS = 300


@dataclass(frozen=True)
class Section:
    """A heading in the table of contents, with the headings one level below it."""

    anchor: str
    title: str
    sections: list["Section"] = field(default_factory=list)


def number_headings(tokens, env):
    """Shift the headings below the page's title, give each an address, return the contents."""
    opened = [(token, tokens[i + 1]) for i, token in enumerate(tokens) if _is_heading(token)]
    shift = TOP_LEVEL - min((int(token.tag[1]) for token, _text in opened), default=TOP_LEVEL)
    contents: list[Section] = []
    taken: dict[str, int] = {}
    for place, (token, inline) in enumerate(opened):
        level = min(6, int(token.tag[1]) + shift)
        section = Section(_free_anchor(_plain(inline), taken), _plain(inline))
        token.tag = f"h{level}"
        token.attrSet("id", section.anchor)
        if level in IN_CONTENTS and place < MOST_HEADINGS:
            nested = level > TOP_LEVEL and contents
            (contents[-1].sections if nested else contents).append(section)
    _close(tokens, shift)
    if len(opened) > MOST_HEADINGS:
        tell(env, _("Only the first %d headings stand in the contents.") % MOST_HEADINGS)
    return contents


def _close(tokens, shift):
    for token in tokens:
        if token.type == "heading_close":
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"


def _is_heading(token):
    return token.type == "heading_open"


def _plain(inline):
    return "".join(
        child.content if child.type in ("text", "code_inline") else " "
        for child in inline.children
        if child.type in ("text", "code_inline", "softbreak")
    ).strip()


def _free_anchor(title, taken):
    """`taken` knows each anchor, and how far the numbers behind it have been given out."""
    base = f"section-{slugify(title, allow_unicode=True) or 'part'}"
    anchor, number = base, taken.get(base, 1)
    while anchor in taken:
        number += 1
        anchor = f"{base}-{number}"
    taken[base] = number
    taken.setdefault(anchor, 1)
    return anchor
