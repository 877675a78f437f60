"""Public pages for visitors without a login, answered from Redis before anything else is done.

The first middleware that answers: what it keeps has passed through all the others, so a page from
the cache carries the same headers. See `common.freshness` for when a page is out of date, and
docs/decisions/0010-cached-public-pages.md for why it is done so.
"""

from functools import lru_cache
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language_from_request

from common import freshness
from p2i_site.notices import NoticeCookie

PAGES = {  # by the names of their addresses
    "home",
    "contact",
    "members:about",
    "members:privacy",
    "members:accessibility",
    "members:legal",
    "members:cookies",
    "governance",
    "members:directory",
    "members:centre",
    "members:join",
    "knowledge_exchange:index",
    "knowledge_exchange:meeting",
    "knowledge_exchange:meetings",
    "knowledge_exchange:meetings_calendar",
    "knowledge_exchange:papers",
    "knowledge_exchange:paper",
    "declarations:declaration",
    "exchange:services",
}
OF_A_PERSON = {  # whoever brings one of these cookies may see something of their own
    settings.SESSION_COOKIE_NAME,
    settings.LANGUAGE_COOKIE_NAME,
    NoticeCookie.cookie_name,
}
MOST_BYTES = 2**19
LONGEST_QUERY = 300
QUERIES_A_MINUTE = 300  # that are kept: whoever makes up addresses cannot fill Redis


def cached_pages(get_response):
    def middleware(request):
        key = _key(request)
        if key is None:
            return get_response(request)
        generation, kept = freshness.look_up(key)
        if kept is not None:
            headers, _line, content = kept.partition(b"\n\n")
            response = HttpResponse(content, headers=_headers(headers))
            if "HTTP_IF_NONE_MATCH" in request.META:
                etag = response["ETag"]
                return get_conditional_response(request, etag=etag, response=response)
            return response
        response = get_response(request)
        if generation and _may_be_kept(request, response):
            # Browsers may ask whether it is still the same; nobody on the way keeps it.
            response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
            response.setdefault("Cache-Control", "private, no-cache")
            headers = "".join(f"{name}: {value}\n" for name, value in response.items())
            page = headers.encode("latin-1") + b"\n" + response.content
            freshness.keep(key, generation, page)
        return response

    return middleware


def _key(request):
    """None for everybody who may see something of their own."""
    if request.method != "GET" or not settings.PUBLIC_CACHE_SECONDS:
        return None
    if request.META.get("HTTP_COOKIE") and not OF_A_PERSON.isdisjoint(request.COOKIES):
        return None
    query = request.META["QUERY_STRING"]
    if len(query) > LONGEST_QUERY:
        return None
    try:
        request.get_host()
    except DisallowedHost:  # refused further in, with the headers of every page
        return None
    language = get_language_from_request(request)
    parts = "\n".join((request.scheme, request.path, query, language))
    return "page:" + sha256(parts.encode()).hexdigest()


def _may_be_kept(request, response):
    """A form's token comes with a cookie, so such a page is never kept."""
    match = request.resolver_match
    if not (
        response.status_code == 200
        and match is not None
        and match.view_name in PAGES
        and not response.streaming
        and not response.cookies
        and len(response.content) <= MOST_BYTES
    ):
        return False
    # There are as many addresses with a query as somebody makes up.
    has_query = bool(request.META["QUERY_STRING"])
    return not has_query or freshness.at_most_a_minute("queries", QUERIES_A_MINUTE)


@lru_cache(maxsize=64)
def _headers(head):
    return dict(line.split(": ", 1) for line in head.decode("latin-1").split("\n"))
