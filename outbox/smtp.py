"""The mail server, for letters whose addresses were found sound before they came here."""

from email.utils import parseaddr
from functools import lru_cache

from django.core.mail.backends import smtp

from outbox.envelopes import Envelope
from outbox.return_addresses import return_address


class EmailBackend(smtp.EmailBackend):
    """As Django's; but what is filled in as it is has addresses that need not be read again."""

    def _send(self, email_message):
        if not isinstance(email_message, Envelope):
            return super()._send(email_message)
        comes_back_to = return_address(email_message.extra_headers)
        sender = comes_back_to or _bare(email_message.from_email)
        message = email_message.message()  # says whom it is from, whatever address it comes back to
        is_ready = email_message.is_filled or email_message.needs_smtputf8
        if not is_ready or not sender.isascii():
            email_message.from_email = comes_back_to or email_message.from_email
            return super()._send(email_message)
        content = message.as_bytes(linesep="\r\n")
        options = ["SMTPUTF8", "BODY=8BITMIME"] if email_message.needs_smtputf8 else []
        self.connection.sendmail(sender, email_message.to, content, options)
        return True


@lru_cache(maxsize=32)
def _bare(sender: str) -> str:
    return parseaddr(sender)[1]
