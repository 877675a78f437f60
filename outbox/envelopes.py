"""A letter as the mail server gets it.

Django builds a message and Python folds and writes it, which takes longer than anything else that
a letter needs. Letters that differ only in their reader and their words are built once and filled.
"""

import re
from email.message import Message
from email.utils import formatdate
from functools import lru_cache
from secrets import token_hex

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.functional import cached_property

from outbox.slots import with_slots

LONGEST_LINE = 998  # bytes, RFC 5322; Django encodes words with longer ones
SHORT = 64  # characters in a header that stay in its line
PLAIN_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)


class Envelope(EmailMultiAlternatives):
    """Found to be sound and sent as it was found. It has one reader, a text and its HTML."""

    def __init__(self, subject, text, html, **more):
        super().__init__(subject, text, **more)
        self.attach_alternative(html, "text/html")
        self.html = html

    def message(self, *, policy=None):
        return self._sealed

    @cached_property
    def _sealed(self):
        return Filled(self._filled()) if self.is_filled else self.built(_boundary())

    @cached_property
    def is_filled(self):
        """Whether its reader and its words stand in a message as they are, and nothing else."""
        heads = [*self.to, *self.extra_headers.values()]
        return bool(
            list(self.extra_headers) == ["Message-ID"]
            and not self.attachments
            and PLAIN_ADDRESS.fullmatch(self.to[0])
            and max(map(len, heads)) <= SHORT
            and all(map(_stand_as_they_are, (self.body, self.html)))
        )

    def _filled(self):
        signs = _sign(self.body), _sign(self.html)
        form = _form(self.subject, self.from_email, tuple(self.reply_to), *signs)
        return form % {
            "to": self.to[0],
            "date": formatdate(localtime=settings.EMAIL_USE_LOCALTIME),
            "message_id": self.extra_headers["Message-ID"],
            "boundary": _boundary(),
            "text": self.body,
            "html": self.html,
        }

    def built(self, boundary):
        """By Django, each part for this letter alone."""
        message = super().message()
        message.set_boundary(boundary)
        return message


class Filled(Message):
    """What the backends of mail ask a message for."""

    def __init__(self, written):
        super().__init__()
        self._written = written

    def as_bytes(self, unixfrom=False, linesep="\n"):
        return self._written.replace("\n", linesep).encode()


@lru_cache(maxsize=32)
def _form(subject, sender, reply_to, text_sign, html_sign):
    def build(to, date, message_id, boundary, text, html):
        headers = {"Date": date, "Message-ID": message_id}
        letter = {"to": [to], "from_email": sender, "reply_to": reply_to, "headers": headers}
        return Envelope(subject, text, html, **letter).built(boundary).as_bytes().decode()

    heads = dict.fromkeys(["to", "date", "message_id", "boundary"], "")
    return with_slots(build, **heads, text=text_sign, html=html_sign)


def _sign(words):
    """What tells words that need eight bits from those that need seven."""
    return "" if words.isascii() else "é"


def _stand_as_they_are(words):
    lines = words.encode().splitlines()
    return lines and "\r" not in words and all(len(line) <= LONGEST_LINE for line in lines)


def _boundary():
    """Nobody can guess it: then no letter need be searched for it."""
    return token_hex(18)
