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
from django.core.files import File
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)
CHUNK = 2**16
ANSWER_BYTES = 4096


class NoAnswerError(Exception):
    """The scanner is silent, slow, or says something that is neither yes nor no."""


def check(upload: File) -> None:
    """ValidationError if the scanner finds a virus, or cannot be asked."""
    if not settings.CLAMD_URL:
        return
    try:
        answer = _scan(upload)
        if answer != b"stream: OK" and not answer.endswith(b" FOUND"):
            raise NoAnswerError("it answered with an error")
    except (OSError, NoAnswerError) as fault:
        log.error("the virus scanner cannot be asked: %s", fault)
        raise ValidationError(
            _("Files cannot be checked for viruses right now; try again in a few minutes.")
        ) from None
    finally:
        upload.seek(0)
    if answer.endswith(b" FOUND"):
        log.warning("an upload was refused: the virus scanner found something in it")
        raise ValidationError(
            _("The virus scanner found something harmful in this file. It was not kept.")
        )


def _scan(upload: File) -> bytes:
    """Send the file piece by piece; return the scanner's answer."""
    deadline = time.monotonic() + settings.CLAMD_SECONDS
    with _connection(deadline) as line:
        line.sendall(b"zINSTREAM\0")
        for chunk in upload.chunks(CHUNK):
            _wait_until(deadline, line)
            line.sendall(struct.pack(">I", len(chunk)) + chunk)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < ANSWER_BYTES:
            _wait_until(deadline, line)
            part = line.recv(ANSWER_BYTES)
            if not part:
                break
            answer += part
    return answer.partition(b"\0")[0]


def _connection(deadline: float) -> socket.socket:
    address = urlsplit(settings.CLAMD_URL)
    seconds = deadline - time.monotonic()
    if address.scheme != "unix":
        return socket.create_connection((address.hostname, address.port or 3310), timeout=seconds)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(seconds)
    try:
        line.connect(address.path)
    except OSError:
        line.close()
        raise
    return line


def _wait_until(deadline: float, line: socket.socket) -> None:
    """No single step may wait longer than what is left for all of them."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise NoAnswerError("it took too long")
    line.settimeout(left)
