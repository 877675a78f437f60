"""Headings: below the page's title, each with an address, two levels in the contents."""

from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from common.markdown.warnings import warn

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


def number_headings(tokens, env):
    """Put the headings below the page's title, give each an address, return the contents."""
    opened = [i for i, token in enumerate(tokens) if _is_heading(token)]
    contents: list[Section] = []
    taken: dict[str, int] = {}
    above: list[int] = []
    for place, i in enumerate(opened):
        token, inline, closing = tokens[i : i + 3]
        level = _level(int(token.tag[1]), above)
        section = Section(_free_anchor(_plain(inline), taken), _plain(inline))
        token.tag = closing.tag = f"h{level}"
        token.attrSet("id", section.anchor)
        if level in IN_CONTENTS and place < MOST_HEADINGS:
            (contents[-1].sections if level > TOP_LEVEL else contents).append(section)
    if len(opened) > MOST_HEADINGS:
        warn(env, _("Only the first %d headings stand in the contents.") % MOST_HEADINGS)
    return contents


def _level(typed, above):
    """One below the heading that it stands under, whatever levels were left out between them.

    `above` are the typed levels of the headings that are still open.
    """
    while above and above[-1] >= typed:
        above.pop()
    above.append(typed)
    return min(LAST_LEVEL, TOP_LEVEL + len(above) - 1)


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
