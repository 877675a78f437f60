"""Web addresses: the column for them, and those that another page was put around."""

import re
from urllib.parse import parse_qs, urlsplit

from django.db import models

OUTLOOK, GOOGLE = ".safelinks.protection.outlook.com", ("www.google.com", "/url")
PROOFPOINT = re.compile(r"https://urldefense\.(?:com|us)/v3/__(.+?)__;")


def unwrapped(link: str) -> str:
    """The link itself, where an email program or a search leads through a page of its own."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    inside = []
    if (parts.hostname or "").endswith(OUTLOOK):
        inside = parse_qs(parts.query).get("url", [])
    elif (parts.hostname, parts.path) == GOOGLE:
        inside = parse_qs(parts.query).get("url") or parse_qs(parts.query).get("q", [])
    elif found := PROOFPOINT.match(link):
        inside = [found[1]]
    is_link = len(inside) == 1 and inside[0].startswith(("http://", "https://"))
    return inside[0] if is_link else link


class LinkField(models.URLField):
    """A web address; typed without a scheme it means https.

    The column, as migrations know it; models have that of `common.model_fields`.
    """
