"""Figures: `![caption](figure:name)` in a paragraph of its own. No other picture is shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext as _
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from common.markdown.parser_state import warn

SCHEME = "figure:"
NAMED = re.compile(
    r"\(\s*<?figure:([a-z0-9][a-z0-9-]*)|^ *\[[^\]]+\]:\s*<?figure:([a-z0-9-]+)", re.M
)


@dataclass(frozen=True)
class Picture:
    """A figure as a text may show it; `address` is where the reader's program finds it."""

    address: str
    description: str
    width: int
    height: int


def figures_in(source: str) -> set[str]:
    """The names of the figures that a text shows, and perhaps of some more that it quotes."""
    return {name or other for name, other in NAMED.findall(source)}


def number_figures(tokens: Sequence[Token], pictures: Mapping[str, Picture]) -> None:
    """A paragraph that is nothing but a figure of this paper becomes one."""
    number = 0
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type != "paragraph_open" or inline.type != "inline" or not inline.children:
            continue
        if len(inline.children) != 1 or inline.children[0].type != "image":
            continue
        image = inline.children[0]
        if picture := pictures.get(_name(image)):
            number += 1
            image.meta = {"picture": picture, "number": number}
            for token in (opening, closing):
                token.tag, token.hidden = "figure", False
            opening.attrSet("id", f"figure-{number}")


def _name(image: Token) -> str:
    address = str(image.attrs.get("src", ""))
    return address.removeprefix(SCHEME) if address.startswith(SCHEME) else ""


def show_image(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    """Of what is no figure of this paper the description stands in: nothing is fetched."""
    image = tokens[index]
    picture: Picture | None = image.meta.get("picture")
    if picture is not None:
        label = escape(_("Figure %(number)d") % {"number": image.meta["number"]})
        caption = renderer.renderInline(image.children or [], options, env)
        return (
            f'<img src="{escape(picture.address)}" alt="{escape(picture.description)}"'
            f' width="{picture.width}" height="{picture.height}" loading="lazy">'
            f"<figcaption><strong>{label}.</strong> {caption}</figcaption>"
        )
    name = _name(image)
    if not name:
        reason = _(
            "A picture from elsewhere is not shown, its description stands in for it. Add the "
            "picture to the paper's figures and show it from there."
        )
    elif name in env.get("pictures", ()):
        reason = _("The figure “%s” is not shown: put it in a paragraph of its own.") % name
    else:
        reason = _("There is no figure called “%s”: its description stands in for it.") % name[:60]
    warn(env, reason)
    alt = renderer.renderInlineAsText(image.children or [], options, env)
    return f"<em>[{escape(_('Image'))}: {escape(alt)}]</em>" if alt else ""
