import pytest

from members.tests.factories import UserFactory
from outbox import kinds
from outbox.tests.factories import NOW, MailFactory


def test_secrets_are_blotted_out_in_every_form():
    secret = "a&b c"
    letter = kinds.Letter(
        "a&b c", "see a&b c", '<a href="/a%26b%20c">a&amp;b c</a>', secrets=(secret, "")
    )

    assert letter.redacted() == kinds.Letter("•••", "see •••", '<a href="/•••">•••</a>')


@pytest.fixture
def letter_about(settings, tmp_path):
    """A letter whose subject is what somebody typed."""
    (tmp_path / "typed.txt").write_text("{% autoescape off %}{{ name }}{% endautoescape %}\n\nBody")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]
    return lambda name: kinds.letter("typed.txt", {"name": name}, why="Because")


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\x0b", "\x85", "\u2028"])
def test_a_subject_is_one_line_whatever_strangers_typed(letter_about, line_break):
    letter = letter_about(f"Centre{line_break}Bcc: somebody@example.org")

    assert letter.subject.splitlines() == [letter.subject]


def test_a_long_subject_is_shortened(letter_about):
    letter = letter_about("Centre " * 100)

    assert len(letter.subject) == kinds.SUBJECT_LENGTH


def test_a_kinds_name_reads_like_words():
    assert kinds.label("outbox.test_letter") == "Letters: test letter"


@pytest.mark.django_db
def test_a_letter_tells_the_time_in_its_readers_zone():
    reader = UserFactory(time_zone="Europe/Athens")

    letter = kinds.compose(MailFactory(user=reader), NOW)

    assert "2 November 2026, 11:00 EET (09:00 UTC)" in letter.text
