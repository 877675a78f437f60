"""A cache that does not answer stops nobody: what it would have told or kept is done without."""

import logging
from collections.abc import Callable
from typing import TypeVar

log = logging.getLogger(__name__)
Value = TypeVar("Value")


def if_it_answers(ask: Callable[[], Value], otherwise: Value) -> Value:
    """Whatever fault a cache has; only its kind is logged, for its words might hold an address."""
    try:
        return ask()
    except Exception as fault:
        log.warning("the cache is silent (%s); it is done without", type(fault).__name__)
        return otherwise
