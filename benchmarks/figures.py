"""What a benchmark hands back, and the clock that all of them use."""

import gc
import statistics
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


def equal(what, values):
    """The same at every size."""
    return Figure(what, " / ".join(map(str, values)), "equal", len(set(values)) == 1)


def median_ms(act, *, times=40, warm=5):
    """The median of many runs: a machine is never quiet, its median nearly is."""
    for _run in range(warm):
        act()
    gc.collect()
    return statistics.median(_one(act) for _run in range(times))


def _one(act):
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000
