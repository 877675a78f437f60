"""Markdown to safe HTML with a table of contents. The text may come from anybody."""

from dataclasses import dataclass, field
from html import escape

import nh3
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

TOP_LEVEL = 2  # the page's own title is the only first-level heading
IN_CONTENTS = (TOP_LEVEL, TOP_LEVEL + 1)
ALIGNMENT = {"text-align:right": "text-end", "text-align:center": "text-center"}

TAGS = {
    *("p", "br", "hr", "div", "section", "blockquote", "pre", "h2", "h3", "h4", "h5", "h6"),
    *("a", "em", "strong", "del", "code", "sup", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "title", "id", "class", "aria-label"},
    "code": {"class"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "hr": {"class"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "section": {"class"},
    "sup": {"class"},
    "table": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}


@dataclass(frozen=True)
class Section:
    """A heading in the table of contents, with the headings one level below it."""

    anchor: str
    title: str
    sections: list["Section"] = field(default_factory=list)


@dataclass(frozen=True)
class Rendered:
    html: str
    contents: list[Section]


def render(source):
    parser = _parser()
    env: dict = {}
    tokens = parser.parse(source, env)
    contents = _number_headings(tokens)
    html = parser.renderer.render(tokens, parser.options, env)
    return Rendered(_clean(html), contents)


def _parser():
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    parser.add_render_rule("th_open", _cell_open)
    parser.add_render_rule("td_open", _cell_open)
    parser.add_render_rule("s_open", _deleted)
    parser.add_render_rule("s_close", _deleted)
    parser.add_render_rule("footnote_caption", _footnote_caption)
    parser.add_render_rule("footnote_anchor", _footnote_anchor)
    return parser


def _number_headings(tokens):
    """Shift the headings below the page's title, give each an address, return the contents."""
    opened = [(token, tokens[i + 1]) for i, token in enumerate(tokens) if _is_heading(token)]
    shift = TOP_LEVEL - min((int(token.tag[1]) for token, _text in opened), default=TOP_LEVEL)
    contents: list[Section] = []
    taken: dict[str, int] = {}
    for token, inline in opened:
        level = min(6, int(token.tag[1]) + shift)
        section = Section(_free_anchor(_plain(inline), taken), _plain(inline))
        token.tag = f"h{level}"
        token.attrSet("id", section.anchor)
        if level in IN_CONTENTS:
            nested = level > TOP_LEVEL and contents
            (contents[-1].sections if nested else contents).append(section)
    for token in tokens:
        if token.type == "heading_close":
            token.tag = f"h{min(6, int(token.tag[1]) + shift)}"
    return contents


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


def _image(renderer, tokens, index, options, env):
    """No picture is fetched from anywhere: its description stands in for it."""
    alt = renderer.renderInlineAsText(tokens[index].children or [], options, env)
    return f"<em>[{escape(_('Image'))}: {escape(alt)}]</em>" if alt else ""


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


def _footnote_caption(renderer, tokens, index, options, env):
    return f"[{tokens[index].meta['id'] + 1}]"


def _footnote_anchor(renderer, tokens, index, options, env):
    note = tokens[index].meta["id"] + 1
    again = tokens[index].meta.get("subId", 0)
    target = f"fnref{note}" + (f":{again}" if again > 0 else "")
    label = escape(_("Back to the text"))
    return f' <a href="#{target}" class="footnote-backref" aria-label="{label}">↩</a>'


def _clean(html):
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
