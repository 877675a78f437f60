"""Ask a virus scanner about an upload, in ClamAV's own protocol (INSTREAM); off without CLAMD_URL.

Whoever does not answer in time has not said that a file is clean: then it is refused.
"""

import logging
import socket
import struct
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)
CHUNK = 2**16
ANSWER_BYTES = 4096


class Infected(Exception):
    """The scanner found something."""


class NoAnswer(Exception):
    """The scanner is silent, slow, or says something that is neither yes nor no."""


def check(upload):
    """ValidationError if the scanner finds a virus, or cannot be asked."""
    if not settings.CLAMD_URL:
        return
    try:
        _ask(upload)
    except Infected:
        log.warning("an upload was refused: the virus scanner found something in it")
        raise ValidationError(
            _("The virus scanner found something harmful in this file. It was not kept.")
        ) from None
    except (OSError, NoAnswer) as fault:
        log.error("the virus scanner cannot be asked: %s", fault)
        raise ValidationError(
            _("Files cannot be checked for viruses right now; try again in a few minutes.")
        ) from None
    finally:
        upload.seek(0)


def _ask(upload):
    deadline = time.monotonic() + settings.CLAMD_SECONDS
    with _connection(deadline) as line:
        line.sendall(b"zINSTREAM\0")
        for chunk in upload.chunks(CHUNK):
            _patience(line, deadline)
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
        answer = _answer(line, deadline)
    if answer.endswith(b" FOUND"):
        raise Infected
    if answer != b"stream: OK":
        raise NoAnswer("it answered with an error")


def _connection(deadline):
    where = urlsplit(settings.CLAMD_URL)
    seconds = deadline - time.monotonic()
    if where.scheme == "unix":
        return _unix_connection(where.path, seconds)
    return socket.create_connection((where.hostname, where.port or 3310), timeout=seconds)


def _unix_connection(path, seconds):
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(seconds)
    try:
        line.connect(path)
    except OSError:
        line.close()
        raise
    return line


def _patience(line, deadline):
    """No single step may wait longer than what is left for all of them."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise NoAnswer("it took too long")
    line.settimeout(left)


def _answer(line, deadline):
    read = b""
    while b"\0" not in read and len(read) < ANSWER_BYTES:
        _patience(line, deadline)
        part = line.recv(ANSWER_BYTES)
        if not part:
            break
        read += part
    return read.partition(b"\0")[0]
