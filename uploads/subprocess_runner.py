"""A module of ours as a program of its own, with a file that may be hostile as its input.

Few run at once on a machine, however many processes the site has there: whoever runs one holds the
lock of a file in `VAR_DIR`, which the system takes back whatever becomes of the process. Of the
threads of one process some always stay free for pages.
"""

import fcntl
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import ModuleType
from typing import IO

from django.conf import settings
from django.core.files import File

WALL_SECONDS = 40
LOOK_AGAIN_SECONDS = 0.1
MOST_THREADS = 3  # of a process with four, as in the Procfile, that run such a program or wait
_threads = threading.BoundedSemaphore(MOST_THREADS)


class BusyError(Exception):
    """As many files are looked at as may be at once, and it did not become this one's turn."""


def run(module: ModuleType, *arguments: str, file: File) -> subprocess.CompletedProcess[bytes]:
    """What became of `python -m module arguments…`; TimeoutExpired after `WALL_SECONDS`.

    It waits for its turn; after `INSPECTION_WAIT_SECONDS` there is a BusyError. The program gets an
    open file with a descriptor; it is never whole in our memory.
    """
    with ExitStack() as closed_at_the_end:
        closed_at_the_end.callback(file.seek, 0)
        if hasattr(file, "temporary_file_path"):
            path = file.temporary_file_path()
            stored: IO[bytes] = closed_at_the_end.enter_context(open(path, "rb"))
        else:
            stored = closed_at_the_end.enter_context(tempfile.TemporaryFile())
            for chunk in file.chunks():
                stored.write(chunk)
            stored.seek(0)
        closed_at_the_end.enter_context(_turn())
        return subprocess.run(  # noqa: S603 - our own program, and arguments of our own
            [sys.executable, "-m", module.__name__, *arguments],
            stdin=stored,
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=WALL_SECONDS,
            check=False,
        )


@contextmanager
def _turn() -> Iterator[None]:
    """One of the few that may run at once on this machine."""
    if not _threads.acquire(blocking=False):
        raise BusyError
    try:
        with _slot(time.monotonic() + settings.INSPECTION_WAIT_SECONDS):
            yield
    finally:
        _threads.release()


@contextmanager
def _slot(deadline: float) -> Iterator[None]:
    folder = settings.VAR_DIR / "inspections"
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        for number in range(settings.INSPECTIONS_AT_ONCE):
            slot = os.open(folder / str(number), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(slot)
                continue
            try:
                yield
            finally:
                os.close(slot)  # which gives the lock back
            return
        if time.monotonic() > deadline:
            raise BusyError
        time.sleep(LOOK_AGAIN_SECONDS)


def last_line(output: bytes) -> str:
    """Of what the program complained about."""
    return output.decode("utf-8", "replace").strip().rpartition("\n")[2][:300]
