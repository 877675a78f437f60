"""The mail server, for letters whose addresses were found sound before they came here."""

from email.utils import parseaddr
from functools import lru_cache

from django.core.mail.backends import smtp

from outbox.envelopes import Envelope


class EmailBackend(smtp.EmailBackend):
    """As Django's; but what is filled in as it is has addresses that need not be read again."""

    def _send(self, email_message):
        is_filled = isinstance(email_message, Envelope) and email_message.is_filled
        if not is_filled or not _bare(email_message.from_email).isascii():
            return super()._send(email_message)
        content = email_message.message().as_bytes(linesep="\r\n")
        self.connection.sendmail(_bare(email_message.from_email), email_message.to, content)
        return True


@lru_cache(maxsize=32)
def _bare(sender: str) -> str:
    return parseaddr(sender)[1]
