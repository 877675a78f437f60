"""The words of an uploaded PDF, for the search."""

import logging
import subprocess

from django.core.files import File

from uploads import pdf_words, subprocess_runner

log = logging.getLogger(__name__)


def text_of(file: File) -> str:
    """A line for each page; empty when it cannot be read: then the abstract is what is found."""
    try:
        done = subprocess_runner.run(pdf_words, file=file)
    except subprocess.TimeoutExpired:
        log.warning("a PDF took too long to be read for the search")
        return ""
    except subprocess_runner.BusyError:
        log.warning("too many files are looked at for a PDF to be read for the search")
        return ""
    if done.returncode:
        log.warning(
            "a PDF could not be read for the search: %s", subprocess_runner.last_line(done.stderr)
        )
        return ""
    return done.stdout.decode()
