import smtplib

import pytest

from outbox import smtp_errors

NO_SUCH_PERSON = smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"No such\r\n person")})
BUSY = smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"Try later")})


@pytest.mark.parametrize(
    ("fault", "final"),
    [
        (NO_SUCH_PERSON, True),
        (BUSY, False),
        (smtplib.SMTPDataError(554, b"Rejected"), True),
        (smtplib.SMTPDataError(452, b"Disk full"), False),
        (smtplib.SMTPSenderRefused(550, b"Not allowed", "us@example.org"), False),
        (smtplib.SMTPAuthenticationError(535, b"Wrong password"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (TimeoutError("timed out"), False),
    ],
)
def test_only_a_lasting_no_to_the_address_or_the_letter_is_final(fault, final):
    assert smtp_errors.is_final(fault) is final


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (NO_SUCH_PERSON, "550 No such person"),
        (smtplib.SMTPDataError(452, b"Disk full"), "452 Disk full"),
        (smtplib.SMTPDataError(452, "Disk full"), "452 Disk full"),
        (TimeoutError("timed out"), "TimeoutError: timed out"),
    ],
)
def test_a_refusal_is_told_in_the_servers_own_words(fault, words):
    assert smtp_errors.in_words(fault) == words
