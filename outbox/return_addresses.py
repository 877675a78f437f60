"""Where a letter comes back to: an address of its own, which names it.

"bounces@example.org" becomes "bounces+<what begins its Message-ID>@example.org". That part
is made with a secret key: only whoever got the letter, or a server on its way, can say so.
"""

import re
from collections.abc import Mapping

from django.conf import settings

TOKEN = re.compile(r"<([0-9a-f]{32})@")


def return_address(headers: Mapping[str, str]) -> str:
    """Of a letter with these headers; empty where no address is configured for it."""
    name, _at, host = settings.RETURN_ADDRESS.rpartition("@")
    token = TOKEN.match(headers.get("Message-ID", ""))
    return f"{name}+{token[1]}@{host}" if name and token else ""


def message_id_of(address: str) -> str:
    """Of the letter that the return address names; empty where it is none of ours."""
    name, _at, host = settings.RETURN_ADDRESS.rpartition("@")
    if not name:
        return ""
    ours = rf"{re.escape(name)}\+([0-9a-f]{{32}})@{re.escape(host)}"
    found = re.fullmatch(ours, address.strip("<>"), re.IGNORECASE)
    return f"<{found[1].lower()}@{settings.SITE_HOST}>" if found else ""
