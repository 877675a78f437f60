"""How much a text may ask for, so that no text keeps anybody waiting. What is over a limit is
shown as plain text: no words are lost, and the author is told."""

import re

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

from common.markdown.parser_state import typed_line, warn
from common.typed_text import has_hidden, to_write

MOST_CHARACTERS = 200_000
MOST_IN_A_PARAGRAPH = 10_000
MOST_BRACKETS = 500  # in a paragraph: each open one is looked at again and again
MOST_LEVELS = 18  # the parser itself would drop what lies deeper than 20
MOST_ROWS = 500
MOST_CELLS = 5_000
MOST_CELLS_IN_ALL = 20_000
MOST_FOOTNOTES = 500
UNDERLINE = re.compile(r"[ \t|:>-]*-[ \t|:>-]*")


def tidy(source: str, env: EnvType) -> str:
    """The text without what cannot be seen, and no longer than it may be."""
    if has_hidden(source):
        warn(env, _("Hidden control characters were taken out of the text."))
        source = to_write(source)
    if len(source) > MOST_CHARACTERS:
        warn(env, _("The text ends after %d characters; more is not shown.") % MOST_CHARACTERS)
    return source[:MOST_CHARACTERS]


def use_limits(parser: MarkdownIt) -> None:
    parser.block.ruler.before("table", "too_deep", too_deep)
    parser.block.ruler.at("table", limited_table, {"alt": ["paragraph", "reference"]})
    parser.core.ruler.at("inline", limited_inline)


def too_deep(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """What lies deeper than the limit is one paragraph, as typed."""
    if silent or state.level < MOST_LEVELS:
        return False
    warn(state.env, _("Lists and quotations are nested too deeply; the inner ones stay as typed."))
    state.line = end
    state.push("paragraph_open", "p", 1).map = [first, end]
    inline = state.push("inline", "", 0)
    inline.content = state.getLines(first, end, state.blkIndent, False).strip()
    inline.children = []
    state.push("paragraph_close", "p", -1)
    return True


def limited_table(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """As the parser's own rule, unless the table is too large."""
    if first < state.env.get("plain_until", 0):
        return False
    if silent or first + 1 >= end or not UNDERLINE.fullmatch(typed_line(state, first + 1)):
        return table(state, first, end, silent)
    last = first
    while last < end and not state.isEmpty(last):
        last += 1
    rows, columns = last - first - 2, typed_line(state, first).count("|") + 1
    cells_before = state.env.get("cells", 0)
    if rows <= MOST_ROWS and rows * columns <= min(MOST_CELLS, MOST_CELLS_IN_ALL - cells_before):
        state.env["cells"] = cells_before + rows * columns
        return table(state, first, end, silent)
    state.env["plain_until"] = last
    warn(
        state.env,
        _(
            "A table of %(rows)d rows and %(columns)d columns stays as typed: a table may have "
            "%(most)d rows, %(cells)d cells, and all tables together %(all)d cells."
        )
        % {
            "rows": rows,
            "columns": columns,
            "most": MOST_ROWS,
            "cells": MOST_CELLS,
            "all": MOST_CELLS_IN_ALL,
        },
    )
    return False


def limited_inline(state: StateCore) -> None:
    """The parser's own rule; a paragraph without an end is taken as it stands."""
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        text = token.content
        if len(text) <= MOST_IN_A_PARAGRAPH and text.count("[") <= MOST_BRACKETS:
            state.md.inline.parse(text, state.md, state.env, token.children)
            continue
        limits = {"characters": MOST_IN_A_PARAGRAPH, "brackets": MOST_BRACKETS}
        warn(
            state.env,
            _(
                "A paragraph of more than %(characters)d characters, or of more than %(brackets)d "
                "brackets, stays as typed: divide it."
            )
            % limits,
        )
        token.children = [Token("text", "", 0, content=text)]


def count_footnotes(env: EnvType) -> None:
    if len(env.get("footnotes", {}).get("list", ())) > MOST_FOOTNOTES:
        warn(env, _("There are more than %d footnotes: consider a list instead.") % MOST_FOOTNOTES)
