"""What other mail servers report of letters that they did not deliver, and what becomes of that."""

import imaplib
import sys
from subprocess import run

import pytest
from django.core.exceptions import ImproperlyConfigured

from outbox import bounces, services
from outbox.models import Mail, MailStatus
from outbox.return_addresses import message_id_of, return_address
from outbox.services import returning
from outbox.services.returning import note_bounces, read_returned
from outbox.tasks import read_returned_letters
from outbox.tests.factories import NOW, MailFactory

OURS = "<0123456789abcdef0123456789abcdef@testserver>"


def report(
    *,
    to="bounces@example.org",
    action="failed",
    status="5.1.1",
    said="smtp; 550 5.1.1 <reader@example.net>: Recipient address rejected",
    returned="",
):
    """As Postfix writes it (RFC 3464)."""
    return f"""\
Return-Path: <>
To: {to}
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
Message-ID: <20261201090000.ABC@mx.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
Arrival-Date: Tue,  1 Dec 2026 09:00:00 +0000 (UTC)

Final-Recipient: rfc822; reader@example.net
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--b1
{returned}
--b1--
""".encode()


WHOLE = f"""\
Content-Type: message/rfc822

From: P2I Network <secretariat@example.org>
To: reader@example.net
Message-ID: {OURS}
Subject: A vote opens
Content-Type: text/plain

The text.
"""
HEADERS = f"""\
Content-Type: text/rfc822-headers

From: P2I Network <secretariat@example.org>
Subject: A vote opens
message-id:
 {OURS}
"""
# As Exchange has it: bilingual words before, the returned letter with its headers alone.
EXCHANGE = (
    report(
        status="5.1.10",
        said="smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address",
        returned=HEADERS,
    )
    .replace(b"\n", b"\r\n")
    .replace(b"I'm sorry", b"Es tut uns leid")
)
VACATION = (
    b"""\
From: reader@example.net
To: bounces@example.org
Subject: Out of office
In-Reply-To: """
    + OURS.encode()
    + b"""
Auto-Submitted: auto-replied

I am away; write to 550 5.1.1 if you like.
"""
)


# --- What a report says -----------------------------------------------------------------


@pytest.mark.parametrize("returned", [WHOLE, HEADERS])
def test_a_report_names_the_letter_by_what_it_returns_of_it(returned):
    bounce = bounces.read(report(returned=returned))

    assert bounce.message_ids == (OURS,)
    assert bounce.return_addresses == ("bounces@example.org",)


def test_the_reason_is_told_without_the_address():
    assert bounces.read(report()).said == "550 5.1.1 •••: Recipient address rejected"


def test_a_report_of_another_make_is_read_as_well():
    bounce = bounces.read(EXCHANGE)

    assert bounce.message_ids == (OURS,)
    assert bounce.said.startswith("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found")


@pytest.mark.parametrize(
    "raw",
    [
        report(action="delayed", status="4.4.7", returned=WHOLE),
        report(action="failed", status="4.2.2", returned=WHOLE),
        report(action="delivered", status="2.0.0", returned=WHOLE),
        VACATION,
        WHOLE.encode(),
        b"",
        b"\xff\xfe no message at all",
        report().replace(b"message/delivery-status", b"text/plain"),
    ],
)
def test_what_does_not_say_for_sure_that_a_letter_failed_says_nothing(raw):
    assert bounces.read(raw) is None


@pytest.mark.parametrize("cut", range(0, 1400, 100))
def test_a_report_that_is_cut_off_anywhere_breaks_nothing(cut):
    bounces.read(report(returned=WHOLE)[:cut])


def test_reports_are_read_without_django():
    found = run(
        [sys.executable, "-c", "import outbox.bounces, sys; print('django' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "False"


# --- The address that a letter comes back to --------------------------------------------


def test_a_letter_leaves_with_an_address_that_names_it(settings):
    settings.RETURN_ADDRESS = "bounces@example.org"

    address = return_address({"Message-ID": OURS})

    assert address == "bounces+0123456789abcdef0123456789abcdef@example.org"
    assert message_id_of(f"<{address.upper()}>") == OURS


def test_without_such_an_address_letters_leave_as_before(settings):
    settings.RETURN_ADDRESS = ""

    assert return_address({"Message-ID": OURS}) == ""
    assert message_id_of("bounces+0123456789abcdef0123456789abcdef@example.org") == ""


@pytest.mark.parametrize(
    "address",
    ["bounces@example.org", "bounces+1@example.org", "other+" + "0" * 32 + "@example.org"],
)
def test_another_address_names_no_letter(settings, address):
    settings.RETURN_ADDRESS = "bounces@example.org"

    assert message_id_of(address) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("to", ["reader@example.org", "b" * 70 + "@example.org"])
def test_the_mail_server_hears_where_a_letter_comes_back_to(settings, clock, sink, to):
    settings.RETURN_ADDRESS = "bounces@example.org"
    mail = MailFactory(to=to)

    services.deliver_due(clock)

    assert sink.senders == [return_address({"Message-ID": mail.message_id})]
    assert sink.letters == [(to, mail.message_id)]


# --- Reading the mailbox ----------------------------------------------------------------


class Mailbox:
    """As much of a mailbox as is asked of one."""

    def __init__(self, *reports):
        self.reports, self.flags = list(reports), [set() for _report in reports]

    def uid(self, command, *args):
        match command:
            case "search":
                unread = [n for n, flags in enumerate(self.flags) if r"\Seen" not in flags]
                return "OK", [" ".join(map(str, unread)).encode()]
            case "fetch":
                raw = self.reports[int(args[0])]
                return "OK", [(b"1 (UID 1 BODY[]<0> {%d}" % len(raw), raw), b")"]
            case "store":
                self.flags[int(args[0])] |= set(args[2].strip("()").split())
                return "OK", [None]
        raise AssertionError(command)


@pytest.fixture
def mail(db):
    return MailFactory(sent=True, message_id=OURS)


def test_a_letter_that_came_back_has_failed_and_says_why(mail):
    mailbox = Mailbox(report(returned=HEADERS), VACATION)

    assert note_bounces(mailbox, NOW) == 1

    mail.refresh_from_db()
    assert (mail.status, mail.came_back_at, mail.settled_by) == (MailStatus.FAILED, NOW, None)
    assert mail.why == "It came back: 550 5.1.1 •••: Recipient address rejected"
    assert mail.has_wrong_address
    assert list(Mail.objects.came_back()) == [mail]
    assert mailbox.flags == [{r"\Seen"}, {r"\Seen", r"\Flagged"}]


def test_a_letter_is_known_by_its_return_address_alone(mail, settings):
    settings.RETURN_ADDRESS = "bounces@example.org"
    to = return_address({"Message-ID": OURS})

    assert note_bounces(Mailbox(report(to=to)), NOW) == 1


def test_what_was_read_is_not_read_again_and_a_second_report_changes_nothing(mail):
    mailbox = Mailbox(report(returned=HEADERS), report(returned=WHOLE, said="smtp; 550 Other"))

    assert note_bounces(mailbox, NOW) == 1
    assert note_bounces(mailbox, NOW) == 0

    mail.refresh_from_db()
    assert "Recipient address rejected" in mail.why


def test_a_letter_that_waits_is_no_letter_that_came_back(db):
    waiting = MailFactory(message_id=OURS)

    assert note_bounces(Mailbox(report(returned=WHOLE)), NOW) == 0

    waiting.refresh_from_db()
    assert waiting.status == MailStatus.QUEUED


def test_sent_again_it_is_no_longer_one_that_came_back(mail, clock):
    note_bounces(Mailbox(report(returned=WHOLE)), NOW)

    services.send_again(mail, by=mail.about, now=NOW)
    services.deliver_due(clock)

    mail.refresh_from_db()
    assert (mail.status, mail.came_back_at) == (MailStatus.SENT, None)


def test_without_a_mailbox_nothing_is_read(settings, monkeypatch):
    settings.BOUNCE_MAILBOX_URL = ""
    monkeypatch.setattr(returning, "_Session", lambda url: pytest.fail("it was opened"))

    read_returned_letters()


def test_a_mailbox_that_does_not_answer_is_read_the_next_time(settings, monkeypatch, caplog):
    settings.BOUNCE_MAILBOX_URL = "imaps://somebody:secret@127.0.0.1:1/INBOX"

    assert read_returned(NOW) == 0

    assert "cannot be read: ConnectionRefusedError" in caplog.text
    assert "somebody" not in caplog.text


def test_the_mailbox_is_opened_by_the_name_and_password_of_its_address(settings, monkeypatch):
    asked = []

    class Server(Mailbox):
        def __init__(self, host, port, *, ssl_context, timeout):
            super().__init__()
            asked.append((host, port, ssl_context.check_hostname))

        def login(self, name, password):
            asked.append((name, password))

        def select(self, folder):
            asked.append(folder)
            return "OK", [b"0"]

        def logout(self):
            asked.append("out")

    monkeypatch.setattr(imaplib, "IMAP4_SSL", Server)
    settings.BOUNCE_MAILBOX_URL = "imaps://p2i%40example.org:a%2Fb@mail.example.org/Came%20back"

    assert read_returned(NOW) == 0

    host = ("mail.example.org", 993, True)
    assert asked == [host, ("p2i@example.org", "a/b"), '"Came back"', "out"]


@pytest.mark.parametrize("url", ["imap://name:x@example.org", "imaps:///INBOX"])
def test_a_mailbox_without_encryption_or_host_is_refused(settings, url):
    settings.BOUNCE_MAILBOX_URL = url

    with pytest.raises(ImproperlyConfigured):
        read_returned(NOW)
