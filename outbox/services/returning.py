"""Letters that came back: the reports of other mail servers, read from a mailbox of their own.

Nothing is deleted there. What was read is marked so; what is no report of a letter of ours is
flagged besides, for a person to look at.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from common.refusals import Refused
from outbox import bounces
from outbox.models import Mail
from outbox.return_addresses import message_id_of
from outbox.services.settling import note_return

log = logging.getLogger(__name__)
AT_ONCE = 100  # reports; the rest waits for the next time
MOST_BYTES = 250_000  # of one report: what it says stands at its beginning
IMAPS = 993
SECONDS = 20  # that the mailbox may take to answer


class Mailbox(Protocol):
    """What is asked of an `imaplib` connection."""

    def uid(self, command: str, *args: Any) -> tuple[str, list]: ...


def read_returned(now: datetime) -> int:
    """Read the mailbox that is configured; return how many letters came back.

    What cannot be read now is read the next time.
    """
    try:
        with closing(_Session(settings.BOUNCE_MAILBOX_URL)) as session:
            return note_bounces(session.mailbox, now)
    except (imaplib.IMAP4.error, OSError) as fault:
        # Its words may hold the name of an account.
        log.warning("the mailbox of returned letters cannot be read: %s", type(fault).__name__)
        return 0


def note_bounces(mailbox: Mailbox, now: datetime) -> int:
    """Note each letter that a report says has failed for good; a second time changes nothing."""
    count = 0
    for number, raw in _unread(mailbox):
        bounce = bounces.read(raw)
        letters = list(_letters_of(bounce)) if bounce else []
        for letter in letters:
            with suppress(Refused):  # settled by a person, or noted by an earlier report
                note_return(letter, by=None, now=now, said=bounce.said if bounce else "")
                count += 1
        marks = r"(\Seen)" if letters else r"(\Seen \Flagged)"
        mailbox.uid("store", number, "+FLAGS", marks)
    return count


def _letters_of(bounce: bounces.Bounce) -> Iterable[Mail]:
    ids = {*bounce.message_ids, *filter(None, map(message_id_of, bounce.return_addresses))}
    return Mail.objects.filter(message_id__in=ids)


def _unread(mailbox: Mailbox) -> Iterator[tuple[str, bytes]]:
    _answer, found = mailbox.uid("search", None, "UNSEEN")
    for number in (found[0] or b"").decode().split()[:AT_ONCE]:
        _answer, parts = mailbox.uid("fetch", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
        if raw is not None:
            yield number, raw


class _Session:
    """A signed-in connection with the mailbox's folder chosen."""

    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        if where.scheme != "imaps" or not where.hostname:
            raise ImproperlyConfigured(
                "BOUNCE_MAILBOX_URL is like imaps://name:password@host/INBOX"
            )
        self.mailbox = imaplib.IMAP4_SSL(
            where.hostname,
            where.port or IMAPS,
            ssl_context=ssl.create_default_context(),
            timeout=SECONDS,
        )
        try:
            self.mailbox.login(unquote(where.username or ""), unquote(where.password or ""))
            folder = unquote(where.path.strip("/")) or "INBOX"
            quoted = re.sub(r'(["\\])', r"\\\1", folder)
            answer, _count = self.mailbox.select(f'"{quoted}"')
            if answer != "OK":
                raise imaplib.IMAP4.error("the folder cannot be opened")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        with suppress(imaplib.IMAP4.error, OSError):
            self.mailbox.logout()
