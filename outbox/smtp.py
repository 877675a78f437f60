"""The mail server, for letters whose addresses were found sound before they came here."""

from email.utils import parseaddr
from functools import lru_cache

from django.core.mail.backends import smtp

from outbox.envelopes import Envelope


class EmailBackend(smtp.EmailBackend):
    """As Django's; but what is filled in as it is has addresses that need not be read again."""

    def _send(self, email_message):
        sender = _bare(email_message.from_email)
        if not isinstance(email_message, Envelope) or not sender.isascii():
            return super()._send(email_message)
        if not (email_message.is_filled or email_message.needs_smtputf8):
            return super()._send(email_message)
        content = email_message.message().as_bytes(linesep="\r\n")
        options = ["SMTPUTF8", "BODY=8BITMIME"] if email_message.needs_smtputf8 else []
        self.connection.sendmail(sender, email_message.to, content, options)
        return True


@lru_cache(maxsize=32)
def _bare(sender: str) -> str:
    return parseaddr(sender)[1]
