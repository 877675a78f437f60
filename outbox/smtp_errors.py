"""What it means when the mail server does not take a letter."""

import re
from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

# The server, or our own side before anything left, said no: the letter has certainly not gone.
# Whatever else breaks off a transmission leaves open whether the server kept the letter.
CERTAIN = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError)


# Of the address, not of the letter or the way there: RFC 5321, 4.2.3, and X.1.X of RFC 3463.
ABOUT_ADDRESS = re.compile(r"\b(55[0137])\b|\b5\.1\.\d+\b")


def is_about_address(words: str) -> bool:
    """Whether what a server said for good, in words, is that nobody is reached there."""
    return ABOUT_ADDRESS.search(words) is not None


def is_final(fault: Exception) -> bool:
    """No to this address or this letter for good (5xx). Anything else may be mended in time."""
    if isinstance(fault, SMTPRecipientsRefused | SMTPDataError):
        return all(code >= 500 for code, _text in _answers(fault))
    return False


def in_words(fault: Exception) -> str:
    answers = []
    for code, text in _answers(fault):
        readable = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
        answers.append(f"{code} {' '.join(readable.split())}")
    return "; ".join(answers) or f"{type(fault).__name__}: {fault}"


def for_the_log(fault: Exception) -> str:
    """Its kind and the server's codes: the words may hold addresses."""
    codes = [str(code) for code, _text in _answers(fault)]
    return " ".join([type(fault).__name__, *codes])


def _answers(fault: Exception) -> list[tuple[int, bytes | str]]:
    if isinstance(fault, SMTPRecipientsRefused):
        return list(fault.recipients.values())
    if isinstance(fault, SMTPResponseException):
        return [(fault.smtp_code, fault.smtp_error)]
    return []
