"""What a program of ours may take that reads a hostile file, which can unfold to gigabytes."""

import os
import resource

MEGABYTE = 2**20


def limit(*, memory: int, cpu_seconds: int) -> None:
    """For the rest of this process: `memory` bytes beyond what it has taken so far."""
    with open("/proc/self/statm") as sizes:
        taken = int(sizes.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    for resource_kind, most in (
        (resource.RLIMIT_AS, taken + memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(resource_kind, (most, most))
