"""A letter as the mail server gets it.

Django builds a message and Python folds and writes it, which takes longer than anything else that
a letter needs. Letters that differ only in their reader and their words are built once and filled.
"""

import re
from collections.abc import Sequence
from email.header import Header
from email.message import Message
from email.policy import Policy
from email.utils import formatdate
from functools import lru_cache
from secrets import token_hex

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.functional import cached_property

from outbox.slots import with_slots

LONGEST_LINE = 998  # bytes, RFC 5322; Django encodes words with longer ones
SHORT = 64  # characters in a header that stay in its line
LONGEST_WORD = 60  # in a subject that needs no encoding; a longer one would begin on a second line
# For programs that answer letters: RFC 3834, and what Exchange asks for.
FROM_A_MACHINE = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
PLAIN_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)


class Envelope(EmailMultiAlternatives):
    """Found to be sound and sent as it was found. It has one reader, a text and its HTML."""

    def __init__(
        self,
        subject: str,
        text: str,
        html: str,
        *,
        to: Sequence[str],
        from_email: str | None = None,
        reply_to: Sequence[str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        headers = {**(headers or {}), **FROM_A_MACHINE}
        super().__init__(subject, text, from_email, to=to, reply_to=reply_to, headers=headers)
        self.attach_alternative(html, "text/html")
        self.text, self.html = text, html

    def message(self, *, policy: Policy | None = None) -> Message:  # type: ignore[override]
        return self._sealed

    @cached_property
    def _sealed(self) -> Message:
        if not self.is_filled:
            boundary = _new_boundary()
            return self._with_letters(boundary) if self.needs_smtputf8 else self.build(boundary)
        form = _form(
            self.subject, self.from_email, tuple(self.reply_to), _sign(self.text), _sign(self.html)
        )
        return FilledMessage(
            form
            % {
                "to": self.to[0],
                "date": formatdate(localtime=settings.EMAIL_USE_LOCALTIME),
                "message_id": self.extra_headers["Message-ID"],
                "boundary": _new_boundary(),
                "text": self.text,
                "html": self.html,
            }
        )

    @cached_property
    def is_filled(self) -> bool:
        """Whether its reader and its words stand in a message as they are, and nothing else."""
        heads = [*self.to, *self.extra_headers.values()]
        return bool(
            self.extra_headers.keys() == FROM_A_MACHINE.keys() | {"Message-ID"}
            and not self.attachments
            and PLAIN_ADDRESS.fullmatch(self.to[0])
            and max(map(len, heads)) <= SHORT
            and _stands_as_it_is(self.text)
            and _stands_as_it_is(self.html)
        )

    @property
    def needs_smtputf8(self) -> bool:
        """A domain has a form in ASCII; what stands before the @ has none."""
        return not self.to[0].rpartition("@")[0].isascii()

    def _with_letters(self, boundary: str) -> Message:
        """To a reader whose address is not in ASCII (RFC 6532): Django would encode it away."""
        reader, stand_in = self.to, f"{token_hex(18)}@example.org"
        self.to = [stand_in]
        try:
            written = self.build(boundary).as_bytes().decode()
        finally:
            self.to = reader
        return FilledMessage(written.replace(stand_in, reader[0], 1))

    def build(self, boundary: str) -> Message:
        """By Django, each part for this letter alone."""
        message = super().message()
        message.set_boundary(boundary)
        message.replace_header("Subject", folded(str(self.subject)))
        return message


def folded(subject: str) -> str:
    """In lines of which the first is not empty: some programs show that one alone."""
    long = any(len(word) > LONGEST_WORD for word in subject.split())
    charset = "utf-8" if long or not subject.isascii() else None
    return Header(subject, charset, header_name="Subject").encode()


class FilledMessage(Message):
    """What the backends of mail ask a message for, and no more of its many ways."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self._written = written

    def as_bytes(  # type: ignore[override]  # as Django's messages, which backends know
        self, unixfrom: bool = False, linesep: str = "\n"
    ) -> bytes:
        return self._written.replace("\n", linesep).encode()


@lru_cache(maxsize=32)
def _form(
    subject: str, sender: str, reply_to: tuple[str, ...], text_sign: str, html_sign: str
) -> str:
    def build(to, date, message_id, boundary, text, html):
        headers = {"Date": date, "Message-ID": message_id}
        letter = {"to": [to], "from_email": sender, "reply_to": reply_to, "headers": headers}
        return Envelope(subject, text, html, **letter).build(boundary).as_bytes().decode()

    heads = dict.fromkeys(["to", "date", "message_id", "boundary"], "")
    return with_slots(build, **heads, text=text_sign, html=html_sign)


def _sign(words: str) -> str:
    """What tells words that need eight bits from those that need seven."""
    return "" if words.isascii() else "é"


def _stands_as_it_is(words: str) -> bool:
    lines = words.encode().splitlines()
    return bool(lines) and "\r" not in words and all(len(line) <= LONGEST_LINE for line in lines)


def _new_boundary() -> str:
    """Nobody can guess it: then no letter need be searched for it."""
    return token_hex(18)
