import pytest
from django.utils import translation
from django.utils.html import escape, urlize
from hypothesis import given
from hypothesis import strategies as st

from outbox import frames, kinds

TYPED = "%(subject)s %s 100% {{ why }} {} \\1 <b> & 'so' http://example.org/?a=1&b=2"


def letter(written="Subject\n\nBody", **more):
    return kinds.letter("", {}, written=written, **{"why": "Because", **more})


def test_what_looks_like_a_slot_is_a_word_like_any_other():
    made = letter(f"{TYPED}\n\n{TYPED}", why=TYPED, action=(TYPED, "/%(body)s"))

    assert made.text.count(TYPED) == 3
    assert "%(body)s" in made.text
    in_html = TYPED.partition(" http")[0]
    assert made.html.count(escape(in_html)) == 5


def test_words_are_safe_in_html_and_addresses_become_links():
    made = letter("A <b>\n\nFirst & http://example.org/?a=1&b=2.\n\nSecond\nline")

    assert "<h1>A &lt;b&gt;</h1>" in made.html
    linked = '<a href="http://example.org/?a=1&amp;b=2" rel="nofollow">'
    assert f"<p>First &amp; {linked}http://example.org/?a=1&amp;b=2</a>.</p>" in made.html
    assert "<p>Second<br>line</p>" in made.html


parts_of_lines = st.sampled_from(
    ["www.", "a.org", "http://", "https://[", "@", ".", ":", "x", " ", "(", "&", "<", "com", "/"]
)


@given(st.lists(parts_of_lines).map("".join))
def test_a_line_has_the_links_that_django_finds(line):
    assert frames._with_links(line) == urlize(line, nofollow=True, autoescape=True)


def test_the_next_letter_has_its_own_words_and_reason():
    letter("Mine\n\nFor me", why="Because of me", action=("Mine", "/mine/"))

    made = letter()

    assert "Because of me" not in made.text + made.html
    assert "/mine/" not in made.text + made.html
    assert "For me" not in made.text + made.html


def test_the_frame_follows_the_settings(settings):
    letter()
    settings.NETWORK_NAME = "Another Network"

    assert "Another Network" in letter().text
    assert "Another Network" in letter().html


@pytest.fixture
def frame(settings, tmp_path):
    """Another frame in place of ours."""
    engine = settings.TEMPLATES[0]
    (tmp_path / "mails").mkdir()

    def put(content):
        (tmp_path / "mails/frame.txt").write_text(content)
        settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]

    return put


def test_a_frame_that_was_loaded_anew_is_used(frame):
    letter()
    frame("Changed: {{ body }}")

    assert letter().text == "Changed: Body\n"


def test_the_frame_speaks_the_language_of_the_moment(frame):
    frame("{% load i18n %}{% get_current_language as now %}{{ now }}: {{ body }}")

    with translation.override("en"):
        assert letter().text == "en: Body\n"
    with translation.override("de"):
        assert letter().text == "de: Body\n"
