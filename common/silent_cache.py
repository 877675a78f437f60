"""A cache that does not answer stops nobody: what it would have told or kept is done without.

A process that got no answer asks again after a while only: one request in so many seconds waits
for Redis, and no other.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

log = logging.getLogger(__name__)
Value = TypeVar("Value")
PAUSE = 10  # seconds in which a process leaves a Redis in peace that did not answer
_silent_until = 0.0  # by the monotonic clock


def is_silent() -> bool:
    """Whether Redis gave no answer a moment ago."""
    return time.monotonic() < _silent_until


def note_silence() -> None:
    global _silent_until
    _silent_until = time.monotonic() + PAUSE


def if_it_answers(ask: Callable[[], Value], otherwise: Value) -> Value:
    """Whatever fault a cache has; only its kind is logged, for its words might hold an address."""
    try:
        return ask()
    except Exception as fault:
        log.warning("the cache is silent (%s); it is done without", type(fault).__name__)
        return otherwise
