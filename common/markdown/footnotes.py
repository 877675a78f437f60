"""Footnotes: `[^name]` in the text, `[^name]: What it says.` on a line of its own."""

import re
from html import escape

from django.utils.translation import gettext as _
from mdit_py_plugins.footnote import footnote_plugin

from common.markdown.warnings import warn

CALLED = re.compile(r"\[\^([^\s\[\]]{1,60})\]")


def use_footnotes(parser):
    parser.use(footnote_plugin)
    parser.inline.ruler.after("footnote_ref", "footnote_without_text", _without_text)
    parser.add_render_rule("footnote_caption", _caption)
    parser.add_render_rule("footnote_anchor", _anchor)


def _without_text(state, silent):
    """What the rule before has left: no such footnote is defined."""
    if state.src[state.pos] != "[" or not (found := CALLED.match(state.src, state.pos)):
        return False
    if not silent:
        state.pending += found[0]
        warn(state.env, _("There is no footnote “%s”: it stays as typed.") % found[1])
    state.pos = found.end()
    return True


def _caption(renderer, tokens, index, options, env):
    return f"[{tokens[index].meta['id'] + 1}]"


def _anchor(renderer, tokens, index, options, env):
    note = tokens[index].meta["id"] + 1
    again = tokens[index].meta.get("subId", 0)
    target = f"fnref{note}" + (f":{again}" if again > 0 else "")
    label = escape(_("Back to the text"))
    return f' <a href="#{target}" class="footnote-backref" aria-label="{label}">↩</a>'
