"""Letters that anybody can ask for by typing an address: how often, and what is said of it.

What is said depends on what was asked from this visitor's connection and for this address, never
on what is known of the address: the words and the times are the same whether there is anything to
send or not. It is counted in the cache. One that is silent stops nobody; the ledger of mails then
still holds (`outbox/services/strangers.py`), and so does the pause that each such letter has.
"""

import logging
from datetime import datetime, timedelta

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from common.dates import show_time
from common.email_addresses import as_kept
from common.refusals import Refused

log = logging.getLogger(__name__)
LINK, INVITATION = "link_asked", "colleague_invited"  # their rates: ACCOUNT_RATE_LIMITS
LONGEST = timedelta(hours=1)  # what these rates count over: a test compares


def ask(
    request: HttpRequest,
    what: str,
    email: str,
    *,
    pause: timedelta,
    now: datetime,
    rate: str = LINK,
) -> None:
    """Note that this visitor asks for such a letter; Refused says when it may be asked for again.

    `what` tells apart what has a pause of its own; to ask for another thing is no repetition.
    """
    key = _key(request, what, email)
    try:
        asked_at = cache.get(key)
        repeats = asked_at is not None and asked_at > now - pause
        is_within = repeats or ratelimit.consume(request, action=rate, key=as_kept(email))
        if is_within and not repeats:
            cache.set(key, now, pause.total_seconds())
    except Exception as fault:
        # Its kind only: its words might hold the address.
        log.warning("the cache is silent (%s); nobody's askings are counted", type(fault).__name__)
        return
    if repeats:
        raise Refused(
            _(
                "You asked at %(asked)s. If there is something to send to this address, it has "
                "arrived or is on its way. You can ask again at %(again)s."
            )
            % {"asked": show_time(asked_at), "again": show_time(asked_at + pause)}
        )
    if not is_within:
        raise Refused(
            _(
                "So many emails were asked for from your connection, or for this address, that "
                "no more are sent for a while. Those that arrived still work. You can ask again "
                "at %(again)s."
            )
            % {"again": show_time(now + LONGEST)}
        )


def when(pause: timedelta, now: datetime) -> str:
    """For the page that follows, in words that say nothing of the address either."""
    return _("You asked at %(asked)s. You can ask again at %(again)s.") % {
        "asked": show_time(now),
        "again": show_time(now + pause),
    }


def _key(request: HttpRequest, what: str, email: str) -> str:
    visitor = get_adapter().get_client_ip(request)
    asked = f"{visitor} {what} {as_kept(email)}"
    return f"asked/{salted_hmac(__name__, asked, algorithm='sha256').hexdigest()}"
