"""What leaves is, byte by byte, what Django would have built, whichever way it was made.

But for the subject, whose first line Django leaves empty where its first word is long.
"""

import re
from email import message_from_bytes
from email.policy import default as modern

import pytest
from django.core.mail import EmailMultiAlternatives
from hypothesis import given
from hypothesis import strategies as st

from outbox.envelopes import Envelope, FilledMessage, folded

MESSAGE_ID = "<of-this-letter@example.org>"
BOUNDARY = re.compile(rb'boundary="(.+?)"')
DATE = re.compile(rb"(?m)^Date: [^\r\n]+")
WORDS = [
    "Two lines\n\nof seven bits.\n",
    "Grüße aus Köln, 😀\n",
    "100% %(to)s %s {text} \\1\n",
    ".\n.a line with a dot before\nFrom a sender, as it seems\n",
    "ends\rin\r\nevery\nway\x0band\x0cnone\u2028at all",
    "trailing\n\n\n",
    "",
    "a line that is too long " * 60,
    "ein überlanger Satz " * 70,
]
SUBJECTS = ["Vote closes", "Abstimmung über Köln", "A long subject " * 9, "100% %(to)s", ""]


def envelope(*, subject="Subject", text="Text\n", html="<p>Text</p>\n", **more):
    more = {"to": ["reader@example.org"], "headers": {"Message-ID": MESSAGE_ID}, **more}
    return Envelope(subject, text, html, **more)


def comparable(written):
    """Without what differs between any two messages: the boundary and the second."""
    (boundary,) = BOUNDARY.findall(written)
    return DATE.sub(b"Date: now", written.replace(boundary, b"boundary"))


def is_what_django_builds(made):
    expected = EmailMultiAlternatives.message(made)
    expected.replace_header("Subject", folded(made.subject))
    return all(
        comparable(made.message().as_bytes(linesep=end))
        == comparable(expected.as_bytes(linesep=end))
        for end in ("\n", "\r\n")
    )


@pytest.mark.parametrize("html", WORDS)
@pytest.mark.parametrize("text", WORDS)
def test_words_stand_as_django_writes_them(text, html):
    assert is_what_django_builds(envelope(text=text, html=html))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_stands_as_django_writes_it(subject):
    assert is_what_django_builds(envelope(subject=subject))


printable = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@given(text=printable, html=printable)
def test_any_words_stand_as_django_writes_them(text, html):
    assert is_what_django_builds(envelope(text=text, html=html))


@pytest.mark.parametrize(
    "to",
    ["a+b@example.org", f"{'l' * 64}@{'d' * 60}.{'e' * 60}.org", "x@köln.example", '"a"@b.org'],
)
def test_any_address_stands_as_django_writes_it(to):
    assert is_what_django_builds(envelope(to=[to]))


@pytest.mark.parametrize(
    "more",
    [
        {"reply_to": ["desk@example.org"]},
        {"reply_to": ["Büro <desk@example.org>"]},
        {"from_email": "Netzwerk für Beschaffung <info@example.org>"},
        {"headers": {"Message-ID": f"<{'1' * 32}@{'d' * 60}.example.org>"}},
        {"headers": {"Message-ID": MESSAGE_ID, "List-Unsubscribe": "<https://example.org/u/1>"}},
    ],
)
def test_any_headers_stand_as_django_writes_them(more):
    assert is_what_django_builds(envelope(**more))


@pytest.mark.parametrize(
    "subject",
    [
        "Vote closes",
        "Η ψηφοφορία για την ένταξη του κέντρου αρμοδιότητας στην Αθήνα λήγει στις 30 Νοεμβρίου",
        "Zażółć gęślą jaźń — провајдер иновација и јавних набавки у Београду за 2026. годину",
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkunde",
        "x" * 150,
        "Admission of the Competence Centre for Innovation Procurement: vote closes in November",
    ],
)
def test_the_first_line_of_a_subject_is_never_empty(subject):
    written = envelope(subject=subject).message().as_bytes(linesep="\r\n")

    assert message_from_bytes(written, policy=modern)["Subject"] == subject
    (first,) = re.findall(rb"(?m)^Subject:([^\r\n]*)", written)
    assert first.strip()
    assert max(map(len, written.split(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


def test_a_letter_says_that_a_machine_wrote_it():
    """Nobody's "I am on leave" comes back for it."""
    for made in (envelope(), envelope(reply_to=["desk@example.org"])):
        written = message_from_bytes(made.message().as_bytes())
        assert written["Auto-Submitted"] == "auto-generated"
        assert written["X-Auto-Response-Suppress"] == "All"


def test_an_attachment_goes_with_its_letter():
    made = envelope()
    made.attach("roll.csv", b"centre,vote\n", "text/csv")

    assert b'filename="roll.csv"' in made.message().as_bytes()


def test_letters_that_say_the_same_have_their_own_reader_and_words():
    envelope(to=["first@example.org"], text="For the first\n").message()
    made = envelope(to=["second@example.org"], headers={"Message-ID": "<2@example.org>"})

    read = message_from_bytes(made.message().as_bytes())

    assert isinstance(made.message(), FilledMessage)
    assert (read["To"], read["Message-ID"]) == ("second@example.org", "<2@example.org>")
    assert b"first" not in made.message().as_bytes()


def test_a_letter_that_was_found_sound_is_sent_as_it_was_found():
    made = envelope()
    before = made.message().as_bytes()
    made.body = "Changed since"

    assert made.message().as_bytes() == before


def test_a_line_break_in_a_subject_is_refused():
    with pytest.raises(ValueError, match="newlines"):
        envelope(subject="Vote\nBcc: everybody@example.org").message()
