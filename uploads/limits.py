"""What a program of ours may take that reads a hostile file, which can unfold to gigabytes."""

import os
import resource

MEGABYTE = 2**20
NICENESS = 10  # pages come first
MOST_TAKEN = 1024 * MEGABYTE  # by Python and the libraries, where nothing tells how much


def limit(*, memory: int, cpu_seconds: int) -> None:
    """For the rest of this process: `memory` bytes beyond what it has taken so far."""
    os.nice(NICENESS)
    for resource_kind, most in (
        (resource.RLIMIT_AS, address_space() + memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(resource_kind, (most, most))


def address_space() -> int:
    """Bytes that this process has taken so far; a bound of them where there is no `/proc`."""
    try:
        with open("/proc/self/statm") as sizes:
            return int(sizes.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return MOST_TAKEN
