"""A module of ours as a program of its own, with a file that may be hostile as its input."""

import subprocess
import sys
import tempfile
from contextlib import ExitStack
from types import ModuleType
from typing import IO

from django.conf import settings
from django.core.files import File

WALL_SECONDS = 40


def run(module: ModuleType, *arguments: str, file: File) -> subprocess.CompletedProcess[bytes]:
    """What became of `python -m module arguments…`; TimeoutExpired after `WALL_SECONDS`.

    The program gets an open file with a descriptor; it is never whole in our memory.
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
        return subprocess.run(  # noqa: S603 - our own program, and arguments of our own
            [sys.executable, "-m", module.__name__, *arguments],
            stdin=stored,
            capture_output=True,
            cwd=settings.BASE_DIR,
            timeout=WALL_SECONDS,
            check=False,
        )


def last_line(output: bytes) -> str:
    """Of what the program complained about."""
    return output.decode("utf-8", "replace").strip().rpartition("\n")[2][:300]
