import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from common.markdown import cleaning, footnotes, limits, links, references
from common.markdown.figures import Picture, number_figures, show_image
from common.markdown.headings import Section, number_headings
from common.markdown.parser_state import walk, warn, warnings

ALIGNMENT = {"text-align:right": "text-end", "text-align:center": "text-center"}
LIKE_HTML = re.compile(r"</?[a-z][^<>]{0,200}>?|<!--", re.IGNORECASE)


@dataclass(frozen=True)
class Rendered:
    """`warnings` say to the author what is not shown as it was typed, and why."""

    html: str
    contents: list[Section]
    warnings: list[str] = field(default_factory=list)


def render(source: str, *, figures: Mapping[str, Picture] | None = None) -> Rendered:
    """`figures` are the paper's own, by name: no other picture is shown."""
    pictures = figures or {}
    env: EnvType = {"pictures": pictures}
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    footnotes.use_footnotes(parser)
    limits.use_limits(parser)
    references.use_references(parser)
    links.use_links(parser, env)
    for part, rule in RENDER_RULES.items():
        parser.add_render_rule(part, rule)

    tokens = parser.parse(limits.tidy(source, env), env)
    contents = number_headings(tokens, env)
    number_figures(tokens, pictures)
    citations = references.number_citations(tokens, env)
    texts = (token.content for token in walk(tokens) if token.type == "text")
    if like_html := next(filter(None, map(LIKE_HTML.search, texts)), None):
        shown = like_html[0][:40]
        warn(env, _("HTML is shown as typed and does nothing, as here: %s") % shown)
    limits.count_footnotes(env)

    html = parser.renderer.render(tokens, parser.options, env)
    listed, entry = references.reference_list(parser, citations, env)
    addresses = {picture.address for picture in pictures.values()}
    safe = cleaning.clean(html + listed, pictures=addresses)
    return Rendered(safe, contents + entry, warnings(env))


def open_table(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    env["tables"] = env.get("tables", 0) + 1
    label = escape(_("Table %(number)d") % {"number": env["tables"]})
    return (
        f'<div class="table-responsive" role="region" tabindex="0" aria-label="{label}">'
        '<table class="table">'
    )


def close_table(*_state: object) -> str:
    return "</table></div>\n"


def open_cell(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    token = tokens[index]
    aligned = ALIGNMENT.get(str(token.attrs.pop("style", "")))
    if aligned:
        token.attrSet("class", aligned)
    if token.tag == "th":
        token.attrSet("scope", "col")
    return renderer.renderToken(tokens, index, options, env)


def show_deleted(_renderer: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return "<del>" if tokens[index].nesting == 1 else "</del>"


RENDER_RULES: dict[str, Callable[..., str]] = {
    "image": show_image,
    "table_open": open_table,
    "table_close": close_table,
    "th_open": open_cell,
    "td_open": open_cell,
    "s_open": show_deleted,
    "s_close": show_deleted,
}
