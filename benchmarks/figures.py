"""What a benchmark hands back, and the clock that all of them use."""

import gc
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the table. `is_kept` is None where no bound was promised."""

    what: str
    measured: str
    bound: str = ""
    is_kept: bool | None = None


def at_most(what, measured, bound, unit=""):
    return Figure(what, f"{measured:g}{unit}", f"≤ {bound:g}{unit}", measured <= bound)


def at_least(what, measured, bound, unit=""):
    return Figure(what, f"{measured:g}{unit}", f"≥ {bound:g}{unit}", measured >= bound)


def equal(what, values):
    """The same at every size."""
    return Figure(what, " / ".join(map(str, values)), "equal", len(set(values)) == 1)


def times_ms(act, samples, *, warm=1):
    """How long it takes, each time, in milliseconds; the median of many is what counts."""
    for _run in range(warm):
        act()
    gc.collect()
    return [_once(act) for _run in range(samples)]


def _once(act):
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000
