"""Notices that a paper is read or its PDF is taken, also when the page comes from the cache.

The outermost middleware. Of who reads nothing is kept: no cookie, no address, no name of a program.
Programs that say so are left out, and so is what a browser fetches before anybody asked for it.
Nothing else can be told without following people: who reloads a page reads it twice.
"""

import re
from functools import lru_cache

from crawlerdetect import CrawlerDetect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from common.dates import network_day
from knowledge_exchange.discovery.services import counting

COUNTED = {200, 304}  # a browser that has the page already shows it as well
LONGEST_AGENT = 400  # no browser's name is as long, and a longer one takes long to judge
AHEAD = re.compile("prefetch|prerender|preview", re.IGNORECASE)
AHEAD_HEADERS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
CRAWLERS = SimpleLazyObject(CrawlerDetect)


def counted_papers(get_response):
    def middleware(request):
        response = get_response(request)
        if request.method == "GET" and response.status_code in COUNTED:
            _count_paper(request)
        return response

    return middleware


def _count_paper(request):
    """A page of a paper or its PDF, when a person reads it."""
    match = _addresses_of_papers().fullmatch(request.path_info)
    if match is None:
        return
    if any(AHEAD.search(request.META.get(name, "")) for name in AHEAD_HEADERS):
        return
    if is_robot(request.META.get("HTTP_USER_AGENT", "")[: LONGEST_AGENT + 1]):
        return
    kind = counting.DOWNLOADS if match["pdf"] else counting.VIEWS
    counting.count(match["slug"], kind, day=network_day(timezone.now()))


@lru_cache(maxsize=1)
def _addresses_of_papers():
    """A paper's page and file, and those of its versions."""
    papers = re.escape(reverse("knowledge_exchange:papers"))
    return re.compile(
        rf"{papers}(?P<slug>[-\w]+)(?:/versions/[0-9]+)?(?:/|(?P<pdf>\.pdf|/paper\.pdf))"
    )


@lru_cache(maxsize=1024)
def is_robot(agent: str) -> bool:
    """What has no name, or one that no browser has, is a program."""
    if not agent or len(agent) > LONGEST_AGENT:
        return True
    return CRAWLERS.isCrawler(agent)
