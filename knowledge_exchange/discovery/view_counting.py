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

from common.dates import network_day
from knowledge_exchange.discovery.services import counting

READ = {200, 304}  # a browser that has the page already shows it as well
LONGEST_AGENT = 400  # no browser's name is as long, and a longer one takes long to judge
AHEAD = re.compile("prefetch|prerender|preview", re.IGNORECASE)
AHEAD_HEADERS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


def counted_papers(get_response):
    def middleware(request):
        response = get_response(request)
        read = _read(request, response)
        if read and _by_a_person(request):
            slug, kind = read
            counting.count(slug, kind, day=network_day(timezone.now()))
        return response

    return middleware


def _read(request, response):
    """The paper's slug and what was read of it; None for everything else."""
    if request.method != "GET" or response.status_code not in READ:
        return None
    found = _papers().fullmatch(request.path_info)
    if found is None:
        return None
    return found["slug"], counting.DOWNLOADS if found["pdf"] else counting.VIEWS


@lru_cache(maxsize=1)
def _papers():
    """A paper's page and file, and those of its versions."""
    papers = re.escape(reverse("knowledge_exchange:papers"))
    return re.compile(
        rf"{papers}(?P<slug>[-\w]+)(?:/versions/[0-9]+)?(?:/|(?P<pdf>\.pdf|/paper\.pdf))"
    )


def _by_a_person(request):
    if any(AHEAD.search(request.META.get(name, "")) for name in AHEAD_HEADERS):
        return False
    return not is_robot(request.META.get("HTTP_USER_AGENT", "")[: LONGEST_AGENT + 1])


@lru_cache(maxsize=1024)
def is_robot(agent):
    """What has no name, or one that no browser has, is a program."""
    if not agent or len(agent) > LONGEST_AGENT:
        return True
    return _robots().isCrawler(agent)


@lru_cache(maxsize=1)
def _robots():
    return CrawlerDetect()
