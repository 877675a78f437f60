"""What it means when the mail server does not take a letter."""

from smtplib import (
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

# The server, or our own side before anything left, said no: the letter has certainly not gone.
# Whatever else breaks off a transmission leaves open whether the server kept the letter.
CERTAIN = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError)


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
