import re
from dataclasses import dataclass, field
from html import escape

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from common.markdown import cleaning, footnotes, limits, links, references
from common.markdown.figures import number_figures, show_image
from common.markdown.headings import Section, number_headings
from common.markdown.warnings import walk, warn, warnings

ALIGNMENT = {"text-align:right": "text-end", "text-align:center": "text-center"}
LIKE_HTML = re.compile(r"</?[a-z][^<>]{0,200}>?|<!--", re.IGNORECASE)


@dataclass(frozen=True)
class Rendered:
    """`warnings` say to the author what is not shown as it was typed, and why."""

    html: str
    contents: list[Section]
    warnings: list[str] = field(default_factory=list)


def render(source, *, figures=None):
    """`figures` are the paper's own, as a `Picture` by name: no other picture is shown."""
    pictures = figures or {}
    env: dict = {"pictures": pictures}
    parser = _parser(env)
    tokens = parser.parse(limits.tidy(source, env), env)
    contents = number_headings(tokens, env)
    number_figures(tokens, pictures, env)
    cited = references.number_citations(tokens, env)
    _name_what_stays_as_typed(tokens, env)
    limits.count_footnotes(env)
    html = parser.renderer.render(tokens, parser.options, env)
    listed, entry = references.reference_list(parser, cited, env)
    safe = cleaning.clean(html + listed, pictures={it.address for it in pictures.values()})
    return Rendered(safe, contents + entry, warnings(env))


def _parser(env):
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(footnotes.use_footnotes)
    parser.use(limits.use_limits)
    parser.use(references.use_references)
    parser.use(links.use_links, env)
    for part, rule in _RULES.items():
        parser.add_render_rule(part, rule)
    return parser


def _name_what_stays_as_typed(tokens, env):
    for token in walk(tokens):
        if token.type == "text" and (found := LIKE_HTML.search(token.content)):
            shown = found[0][:40]
            warn(env, _("HTML is shown as typed and does nothing, as here: %s") % shown)
            return


def _table_open(renderer, tokens, index, options, env):
    env["tables"] = env.get("tables", 0) + 1
    label = escape(_("Table %(number)d") % {"number": env["tables"]})
    return (
        f'<div class="table-responsive" role="region" tabindex="0" aria-label="{label}">'
        '<table class="table">'
    )


def _table_close(renderer, tokens, index, options, env):
    return "</table></div>\n"


def _cell_open(renderer, tokens, index, options, env):
    token = tokens[index]
    aligned = ALIGNMENT.get(token.attrs.pop("style", ""))
    if aligned:
        token.attrSet("class", aligned)
    if token.tag == "th":
        token.attrSet("scope", "col")
    return renderer.renderToken(tokens, index, options, env)


def _deleted(renderer, tokens, index, options, env):
    return "<del>" if tokens[index].nesting == 1 else "</del>"


_RULES = {
    "image": show_image,
    "table_open": _table_open,
    "table_close": _table_close,
    "th_open": _cell_open,
    "td_open": _cell_open,
    "s_open": _deleted,
    "s_close": _deleted,
}
