"""A module of ours as a program of its own, with a file that may be hostile as its input."""

import subprocess
import sys
import tempfile
from contextlib import contextmanager

from django.conf import settings

WALL_SECONDS = 40


def run(module, *arguments, file):
    """What became of `python -m module arguments…`; TimeoutExpired after `WALL_SECONDS`."""
    try:
        with _on_disk(file) as stored:
            return subprocess.run(  # noqa: S603 - our own program, and arguments of our own
                [sys.executable, "-m", module.__name__, *arguments],
                stdin=stored,
                capture_output=True,
                cwd=settings.BASE_DIR,
                timeout=WALL_SECONDS,
                check=False,
            )
    finally:
        file.seek(0)


@contextmanager
def _on_disk(file):
    """As an open file with a descriptor, never whole in memory."""
    if hasattr(file, "temporary_file_path"):
        with open(file.temporary_file_path(), "rb") as stored:
            yield stored
        return
    with tempfile.TemporaryFile() as stored:
        for chunk in file.chunks():
            stored.write(chunk)
        stored.seek(0)
        yield stored


def last_line(output):
    """Of what the program complained about."""
    return output.decode("utf-8", "replace").strip().rpartition("\n")[2][:300]
