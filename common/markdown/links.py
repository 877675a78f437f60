"""Links lead to the web, to a mailbox, or to another place in the paper. Others stay as typed."""

from django.utils.translation import gettext as _

from common.markdown import cleaning
from common.markdown.figures import SCHEME
from common.markdown.warnings import walk, warn


def use_links(parser, env):
    parser.validateLink = lambda address: _may_stand(address, env)
    parser.core.ruler.push("links", _leave_as_typed)


def _may_stand(address, env):
    """Asked also for pictures, of which `figures` says more."""
    if cleaning.scheme_of(address) in cleaning.SCHEMES | {"", SCHEME.rstrip(":")}:
        return True
    shown = address.partition(":")[0].strip()[:20]
    warn(env, _("A link that begins with “%s:” leads nowhere: use https or mailto.") % shown)
    return False


def _leave_as_typed(state):
    opened = []
    for token in walk(state.tokens):
        if token.type == "link_open":
            opened.append(str(token.attrs.get("href", "")))
            if not cleaning.may_lead_to(opened[-1]):
                warn(state.env, _to_nowhere(opened[-1]))
                _as_text(token, "[")
        elif token.type == "link_close":
            address = opened.pop()
            if not cleaning.may_lead_to(address):
                _as_text(token, f"]({address})")


def _as_text(token, content):
    token.type, token.tag, token.nesting, token.content = "text", "", 0, content


def _to_nowhere(address):
    shown = address[:60]
    return _("A link to “%s” leads nowhere: begin it with https:// or mailto:.") % shown
