"""Footnotes: `[^name]` in the text, `[^name]: What it says.` on a line of its own.

They bear letters, because references bear numbers: no mark in a text means two things.
"""

import re
from collections.abc import Sequence
from html import escape
from string import ascii_lowercase

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from common.markdown.parser_state import warn

CALLED = re.compile(r"\[\^([^\s\[\]]{1,60})\]")


def use_footnotes(parser: MarkdownIt) -> None:
    parser.use(footnote_plugin)
    parser.inline.ruler.after("footnote_ref", "footnote_without_text", undefined_footnote)
    parser.add_render_rule("footnote_caption", show_letter)
    parser.add_render_rule("footnote_block_open", open_list)
    parser.add_render_rule("footnote_anchor", show_way_back)


def undefined_footnote(state: StateInline, silent: bool) -> bool:
    """What the rule before has left: no such footnote is defined."""
    if state.src[state.pos] != "[" or not (match := CALLED.match(state.src, state.pos)):
        return False
    if not silent:
        state.pending += match[0]
        warn(state.env, _("There is no footnote “%s”: it stays as typed.") % match[1])
    state.pos = match.end()
    return True


def show_letter(_renderer: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    return f"[{letter(tokens[index].meta['id'] + 1)}]"


def letter(number: int) -> str:
    """a to z, then aa, ab, as lists in HTML go on."""
    letters = ""
    while number:
        number, last = divmod(number - 1, len(ascii_lowercase))
        letters = ascii_lowercase[last] + letters
    return letters


def open_list(*_rest: object) -> str:
    return (
        '<hr class="footnotes-sep">\n<section class="footnotes">\n'
        '<ol class="footnotes-list" type="a">\n'
    )


def show_way_back(_renderer: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
    note = tokens[index].meta["id"] + 1
    again = tokens[index].meta.get("subId", 0)
    target = f"fnref{note}" + (f":{again}" if again > 0 else "")
    label = escape(_("Back to the text"))
    return f' <a href="#{target}" class="footnote-backref" aria-label="{label}">↩</a>'
