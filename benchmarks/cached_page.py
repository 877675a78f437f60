"""A public page from the cache, against the barest view that answers the same bytes from Redis.

Both are asked in turns through Django's own WSGI handler, in this process: a web server would
take its time for both and so hide the difference.
"""

from contextlib import contextmanager
from statistics import median

import redis
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import override_settings
from django.test.client import RequestFactory
from django.urls import path

from benchmarks import filling
from benchmarks.figures import Figure, at_least, times_ms

NAME = "A public page from the cache"
TURNS, REQUESTS = 40, 40
SHARE = 0.8  # of the barest view's throughput
KEY = "benchmark:page"
PAGES = ("/", "/members/", "/contact/")
CENTRES = 30
PATIENCE = 3600  # the page must not end by its age while it is measured


store = redis.Redis.from_url(settings.REDIS_URL)


def barest(request, address=""):
    return HttpResponse(store.get(KEY))


urlpatterns = [path("<path:address>", barest), path("", barest)]


def main():
    assert settings.REDIS_URL, "pages are kept in Redis only"
    filling.seed(CENTRES)
    with override_settings(PUBLIC_CACHE_SECONDS=PATIENCE):
        for address in PAGES:
            yield from measured(address)


def measured(address):
    ours = WSGIHandler()
    kept = answer(ours, address)
    assert answer(ours, address) == kept
    store.set(KEY, kept, PATIENCE)
    with bare_settings():
        bare = WSGIHandler()
        assert answer(bare, address) == kept
    times = {ours: [], bare: []}
    for _turn in range(TURNS):  # short ones: what else the machine does slows both alike
        times[ours].append(turn(ours, address))
        with bare_settings():
            times[bare].append(turn(bare, address))
    rates = [REQUESTS / median(times[handler]) * 1000 for handler in (ours, bare)]
    shown = " / ".join(f"{rate:,.0f}" for rate in rates)
    yield Figure(f"{address}, {len(kept):,} bytes: kept page / barest view", f"{shown} a second")
    yield at_least(f"{address}: share of the barest view", round(rates[0] / rates[1], 2), SHARE)


@contextmanager
def bare_settings():
    with override_settings(MIDDLEWARE=[], ROOT_URLCONF=__name__):
        yield


def turn(handler, address):
    (taken,) = times_ms(lambda: [answer(handler, address) for _ in range(REQUESTS)], 1, warm=0)
    return taken


def answer(handler, address):
    status = []
    environ = RequestFactory().get(address).environ
    body = b"".join(handler(environ, lambda line, headers: status.append(line)))
    assert status == ["200 OK"], status
    return body
