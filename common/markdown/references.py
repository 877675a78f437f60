"""References: `[@key]` in the text, `[@key]: Author (year). Title.` on a line of its own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from common.markdown.headings import TOP_LEVEL, Section
from common.markdown.parser_state import typed_line, walk, warn

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


class Citation(NamedTuple):
    """The number of a cited reference, and how often it is cited."""

    number: int
    times: int


def use_references(parser: MarkdownIt) -> None:
    parser.block.ruler.before(
        "reference", "definition", definition, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    parser.inline.ruler.before("link", "citation", citation)
    parser.add_render_rule("citation", show_citation)


def definition(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A reference, from its key to the next empty line or the next reference."""
    if state.is_code_block(first) or not (match := DEFINED.fullmatch(typed_line(state, first))):
        return False
    if silent:
        return True
    key, words = match[1], [match[2]]
    following = first + 1
    while (
        following < end
        and not state.isEmpty(following)
        and state.sCount[following] >= state.blkIndent
        and not DEFINED.match(typed_line(state, following))
    ):
        words.append(typed_line(state, following))
        following += 1
    state.line = following
    definitions = state.env.setdefault("definitions", {})
    if key in definitions:
        warn(state.env, _("The reference “%s” is given twice; the first one counts.") % key)
    elif len(definitions) < MOST_REFERENCES:
        definitions[key] = " ".join(words).strip()
    else:
        warn(state.env, _("Only the first %d references count.") % MOST_REFERENCES)
    return True


def citation(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[" or not (match := CITED.match(state.src, state.pos)):
        return False
    if not silent:
        state.push("citation", "", 0).content = match[1]
    state.pos = match.end()
    return True


def number_citations(tokens: Iterable[Token], env: EnvType) -> dict[str, Citation]:
    """Number what is cited in the order of the text; say what has no other end."""
    definitions = env.get("definitions", {})
    citations: dict[str, Citation] = {}
    for token in walk(tokens):
        if token.type != "citation":
            continue
        key = token.content
        if key not in definitions:
            warn(env, _("There is no reference “%s” in the list.") % key)
            continue
        number, times = citations.get(key, (len(citations) + 1, 0))
        citations[key] = Citation(number, times + 1)
        token.meta = {"number": number, "time": times + 1}
    for key in definitions.keys() - citations.keys():
        warn(env, _("The reference “%s” is not cited, so it is not shown.") % key)
    return citations


def show_citation(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: EnvType,
) -> str:
    token = tokens[index]
    if not token.meta:
        return escape(f"[@{token.content}]")
    number, time = token.meta["number"], token.meta["time"]
    return f'<a href="#ref-{number}" id="cite-{number}-{time}" class="citation">[{number}]</a>'


def reference_list(
    parser: MarkdownIt, citations: Mapping[str, Citation], env: EnvType
) -> tuple[str, list[Section]]:
    """The list that stands at the end, and its entry in the contents."""
    if not citations:
        return "", []
    title, back = _("References"), escape(_("Back to the text"))
    warnings = {"warnings": env.setdefault("warnings", {})}
    items = []
    for key, (number, times) in citations.items():
        text = parser.renderInline(BARE.sub(_link, env["definitions"][key]), warnings)
        ways_back = "".join(
            f' <a href="#cite-{number}-{time}" class="footnote-backref" aria-label="{back}">↩</a>'
            for time in range(1, times + 1)
        )
        items.append(f'<li id="ref-{number}">{text}{ways_back}</li>')
    heading = f'<h{TOP_LEVEL} id="{ANCHOR}">{escape(title)}</h{TOP_LEVEL}>'
    html = f'<section class="references">{heading}<ol>{"".join(items)}</ol></section>'
    return html, [Section(ANCHOR, title)]


def _link(match: re.Match[str]) -> str:
    """An address as a link, without the end of the sentence that it stands in.

    A closing bracket belongs to the address only if it was opened in it.
    """
    words = match[0]
    unopened = {last: words.count(last) - words.count(first) for first, last in BRACKETS}
    end = len(words)
    while words[end - 1] in AFTER_AN_ADDRESS or unopened.get(words[end - 1], 0) > 0:
        end -= 1
        if words[end] in unopened:
            unopened[words[end]] -= 1
    address, rest = words[:end], words[end:]
    scheme, _colon, doi = address.partition(":")
    if scheme.lower() != "doi":
        return f"<{address}>{rest}"
    shown = PUNCTUATION.sub(r"\\\g<0>", address)
    return f"[{shown}](<https://doi.org/{doi.strip()}>){rest}"
