"""Headings: below the page's title, each with an address, two levels in the contents."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it.token import Token
from markdown_it.utils import EnvType

from common.markdown.parser_state import warn

TOP_LEVEL = 2  # the page's own title is the only first-level heading
LAST_LEVEL = 6
IN_CONTENTS = (TOP_LEVEL, TOP_LEVEL + 1)
MOST_HEADINGS = 300


@dataclass(frozen=True)
class Section:
    """A heading in the table of contents, with the headings one level below it."""

    anchor: str
    title: str
    sections: list["Section"] = field(default_factory=list)


def number_headings(tokens: Sequence[Token], env: EnvType) -> list[Section]:
    """Put the headings below the page's title, give each an address, return the contents.

    A heading goes one level below the one that it stands under, whatever levels were left out
    between them.
    """
    count = 0
    contents: list[Section] = []
    last_numbers: dict[str, int] = {}
    typed_above: list[int] = []  # the levels of the headings that are still open
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "heading_open":
            continue
        count += 1
        typed = int(opening.tag[1])
        while typed_above and typed_above[-1] >= typed:
            typed_above.pop()
        typed_above.append(typed)
        level = min(LAST_LEVEL, TOP_LEVEL + len(typed_above) - 1)
        title = "".join(
            child.content if child.type in ("text", "code_inline") else " "
            for child in inline.children or ()
            if child.type in ("text", "code_inline", "softbreak")
        ).strip()
        section = Section(_free_anchor(title, last_numbers), title)
        opening.tag = closing.tag = f"h{level}"
        opening.attrSet("id", section.anchor)
        if level in IN_CONTENTS and count <= MOST_HEADINGS:
            (contents[-1].sections if level > TOP_LEVEL else contents).append(section)
    if count > MOST_HEADINGS:
        warn(env, _("Only the first %d headings stand in the contents.") % MOST_HEADINGS)
    return contents


def _free_anchor(title: str, last_numbers: dict[str, int]) -> str:
    """`last_numbers` has each anchor, and how far the numbers behind it have been given out."""
    base = f"section-{slugify(title, allow_unicode=True) or 'part'}"
    anchor, number = base, last_numbers.get(base, 1)
    while anchor in last_numbers:
        number += 1
        anchor = f"{base}-{number}"
    last_numbers[base] = number
    last_numbers.setdefault(anchor, 1)
    return anchor
