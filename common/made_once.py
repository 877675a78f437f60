"""What takes long to make is made once for all who ask for it, and kept for a while.

It is kept in the cache under a name that says all that it is made of, so that nothing old is ever
given out, and whoever may see it is asked before. One at a time is made in a process; the cache
tells the other processes that one of them is at it. When the cache is silent, each process makes
its own, still one at a time.
"""

from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from time import monotonic, sleep

from django.core.cache import cache

from common.silent_cache import if_it_answers

AT_WORK = Lock()
WAIT, LOOK_AGAIN = 5.0, 0.1  # seconds
CLAIM = timedelta(minutes=1)  # of a process that died over it


class BusyError(Exception):
    """It is still being made. Whoever asks again in a moment gets it."""


def made_once(name: str, make: Callable[[], bytes], *, kept_for: timedelta) -> bytes:
    """What `make()` gives, or gave to somebody before. Waits a little, then raises BusyError."""
    until = monotonic() + WAIT
    if kept := _look_up(name):
        return kept
    if not AT_WORK.acquire(timeout=WAIT):
        raise BusyError
    try:
        while not _claim(name):
            if kept := _look_up(name):
                return kept
            if monotonic() > until:
                raise BusyError
            sleep(LOOK_AGAIN)
        try:
            kept = _look_up(name)  # it may have been made while this one waited
            return kept or _make(name, make, kept_for)
        finally:
            if_it_answers(lambda: cache.delete(f"claim/{name}"), False)
    finally:
        AT_WORK.release()


def _make(name: str, make: Callable[[], bytes], kept_for: timedelta) -> bytes:
    made = make()
    if_it_answers(lambda: cache.set(f"made/{name}", made, kept_for.total_seconds()), None)
    return made


def _look_up(name: str) -> bytes | None:
    return if_it_answers(lambda: cache.get(f"made/{name}"), None)


def _claim(name: str) -> bool:
    return if_it_answers(lambda: cache.add(f"claim/{name}", 1, CLAIM.total_seconds()), True)
