"""Links lead to the web, to a mailbox, or to another place in the paper. Others stay as typed."""

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType

from common.markdown import cleaning
from common.markdown.figures import SCHEME
from common.markdown.parser_state import walk, warn


def use_links(parser: MarkdownIt, env: EnvType) -> None:
    def is_allowed(address: str) -> bool:
        """Asked also for pictures, of which `figures` says more."""
        if cleaning.scheme_of(address) in cleaning.SCHEMES | {"", SCHEME.rstrip(":")}:
            return True
        shown = address.partition(":")[0].strip()[:20]
        warn(env, _("A link that begins with “%s:” leads nowhere: use https or mailto.") % shown)
        return False

    parser.validateLink = is_allowed  # type: ignore[assignment] # the manual's way
    parser.core.ruler.push("links", leave_as_typed)


def leave_as_typed(state: StateCore) -> None:
    """Links that lead nowhere become the text that they were."""
    opened: list[str] = []
    for token in walk(state.tokens):
        if token.type == "link_open":
            address = str(token.attrs.get("href", ""))
            opened.append(address)
            if not cleaning.may_lead_to(address):
                nowhere = _("A link to “%s” leads nowhere: begin it with https:// or mailto:.")
                warn(state.env, nowhere % address[:60])
                _make_text(token, "[")
        elif token.type == "link_close":
            address = opened.pop()
            if not cleaning.may_lead_to(address):
                _make_text(token, f"]({address})")


def _make_text(token: Token, content: str) -> None:
    token.type, token.tag, token.nesting, token.content = "text", "", 0, content
