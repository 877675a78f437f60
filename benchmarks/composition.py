"""The balance of 10,000 centres, before and after a candidate: pure time, no database."""

from statistics import median

from benchmarks.figures import at_most, times_ms
from common.countries import EUROPE
from members.balance.composition import EXPERIENCED, NEW, UNKNOWN, Unit, with_candidate

NAME = "Composition"
CENTRES = 10_000
MOST_MS = 50
SAMPLES = 31


def main():
    maturities = (EXPERIENCED, NEW, UNKNOWN)
    units = [
        Unit(f"Centre {number}", EUROPE[number % len(EUROPE)], maturities[number % 3])
        for number in range(CENTRES)
    ]
    candidate = Unit("Candidate", "PL", NEW)
    samples = times_ms(lambda: with_candidate(units, candidate), SAMPLES)
    what = f"{CENTRES:,} centres, before and after a candidate, median"
    yield at_most(what, round(median(samples), 1), MOST_MS, " ms")
