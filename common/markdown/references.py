"""References: `[@key]` in the text, `[@key]: Author (year). Title.` on a line of its own."""

import re
from html import escape

from django.utils.translation import gettext as _

from common.markdown.headings import TOP_LEVEL, Section
from common.markdown.warnings import walk, warn

KEY = r"\[@([\w:.-]{1,60})\]"
CITED = re.compile(KEY)
DEFINED = re.compile(KEY + r":[ \t]*(.*)", re.DOTALL)
BARE = re.compile(  # not what is linked already, or stands inside of an address
    r"(?<![<\[`\w/=:])(?<!\]\()(?:https?://(?=\w)|doi:[ ]?(?=10\.\d{4,9}/))[^\s<>`]+",
    re.IGNORECASE,
)
BRACKETS = [("(", ")"), ("[", "]")]
AFTER_AN_ADDRESS = ".,;:!?'\"”’»"
PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
ANCHOR = "references"
MOST_REFERENCES = 500


def use_references(parser):
    parser.block.ruler.before(
        "reference", "definition", _definition, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    parser.inline.ruler.before("link", "citation", _citation)
    parser.add_render_rule("citation", _show_citation)


def _definition(state, first, end, silent):
    if state.is_code_block(first) or not (found := DEFINED.fullmatch(_line(state, first))):
        return False
    if silent:
        return True
    key, words = found[1], [found[2]]
    following = first + 1
    while following < end and _continues(state, following):
        words.append(_line(state, following))
        following += 1
    _define(state.env, key, " ".join(words).strip())
    state.line = following
    return True


def _define(env, key, text):
    defined = env.setdefault("definitions", {})
    if key in defined:
        warn(env, _("The reference “%s” is given twice; the first one counts.") % key)
    elif len(defined) < MOST_REFERENCES:
        defined[key] = text
    else:
        warn(env, _("Only the first %d references count.") % MOST_REFERENCES)


def _line(state, number):
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _continues(state, number):
    return (
        not state.isEmpty(number)
        and state.sCount[number] >= state.blkIndent
        and not DEFINED.match(_line(state, number))
    )


def _citation(state, silent):
    if state.src[state.pos] != "[" or not (found := CITED.match(state.src, state.pos)):
        return False
    if not silent:
        state.push("citation", "", 0).content = found[1]
    state.pos = found.end()
    return True


def number_citations(tokens, env):
    """Number what is cited in the order of the text; say what has no other end."""
    defined, cited = env.get("definitions", {}), {}
    for token in walk(tokens):
        if token.type != "citation":
            continue
        if token.content not in defined:
            warn(env, _("There is no reference “%s” in the list.") % token.content)
            continue
        number, times = cited.get(token.content, (len(cited) + 1, 0))
        cited[token.content] = number, times + 1
        token.meta = {"number": number, "time": times + 1}
    for key in defined.keys() - cited.keys():
        warn(env, _("The reference “%s” is not cited, so it is not shown.") % key)
    return cited


def _show_citation(renderer, tokens, index, options, env):
    token = tokens[index]
    if not token.meta:
        return escape(f"[@{token.content}]")
    number, time = token.meta["number"], token.meta["time"]
    return f'<a href="#ref-{number}" id="cite-{number}-{time}" class="citation">[{number}]</a>'


def reference_list(parser, cited, env):
    """The list that stands at the end, and its entry in the contents."""
    if not cited:
        return "", []
    title = _("References")
    items = "".join(
        _reference(parser, env, key, number, times) for key, (number, times) in cited.items()
    )
    heading = f'<h{TOP_LEVEL} id="{ANCHOR}">{escape(title)}</h{TOP_LEVEL}>'
    html = f'<section class="references">{heading}<ol>{items}</ol></section>'
    return html, [Section(ANCHOR, title)]


def _reference(parser, env, key, number, times):
    text = BARE.sub(_link, env["definitions"][key])
    shown = parser.renderInline(text, {"told": env.setdefault("told", {})})
    label = escape(_("Back to the text"))
    back = "".join(
        f' <a href="#cite-{number}-{time}" class="footnote-backref" aria-label="{label}">↩</a>'
        for time in range(1, times + 1)
    )
    return f'<li id="ref-{number}">{shown}{back}</li>'


def _link(found):
    address = _without_end_of_sentence(found[0])
    rest = found[0][len(address) :]
    scheme, _colon, doi = address.partition(":")
    if scheme.lower() != "doi":
        return f"<{address}>{rest}"
    shown = PUNCTUATION.sub(r"\\\g<0>", address)
    return f"[{shown}](<https://doi.org/{doi.strip()}>){rest}"


def _without_end_of_sentence(address):
    """A closing bracket belongs to the address only if it was opened in it."""
    unopened = {last: address.count(last) - address.count(first) for first, last in BRACKETS}
    end = len(address)
    while address[end - 1] in AFTER_AN_ADDRESS or unopened.get(address[end - 1], 0) > 0:
        end -= 1
        if address[end] in unopened:
            unopened[address[end]] -= 1
    return address[:end]
