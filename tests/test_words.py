"""One word for one thing: `docs/words.md` says which, and every text for people keeps to it."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.texts import texts_of_module, texts_of_template, texts_under

ROOT = Path(__file__).resolve().parent.parent
EXCEPTIONS = ROOT / "tests" / "words_exceptions.txt"
AT_MOST = 258  # words in the list of exceptions; may only fall


@cache
def unwanted_words():
    """The third column of the table in `docs/words.md`."""
    page = (ROOT / "docs/words.md").read_text()
    _head, _line, *rows = re.findall(r"(?m)^\|.+\|(.+)\|$", page)
    return [word.strip() for words in rows for word in words.split(",")]


@cache
def pattern():
    """Whole words, the longest first, so that "please note" is not counted as "please"."""
    words = sorted(unwanted_words(), key=len, reverse=True)
    return re.compile("|".join(whole(word) for word in words))


def whole(word):
    """A capital in the table is meant: the sentence "Done.", not the end of "It is done."."""
    before = r"(?<![\w-])" if word[0].isalpha() else ""
    after = r"(?![\w-])" if word[-1].isalpha() else ""
    flag = "(?i:" if word.islower() else "(?:"
    return f"{flag}{before}{re.escape(word)}{after})"


def unwanted_in(text):
    return [found[0].lower() for found in pattern().finditer(" ".join(text.split()))]


def counted(texts):
    """`{(path, word): how often}` of the words that should not be there."""
    return Counter((path, word) for path, text in texts for word in unwanted_in(text))


def listed(lines):
    counts = {}
    for line in lines:
        if line and not line.startswith("#"):
            path, count, word = line.split(maxsplit=2)
            counts[path, word] = int(count)
    return counts


def differences(found, allowed):
    """What to mend: words that are new, and lines of the list that are no longer needed."""
    for path, word in sorted({*found, *allowed}):
        now, before = found.get((path, word), 0), allowed.get((path, word), 0)
        if now > before:
            yield f"{path}: “{word}” is not a word of ours, see docs/words.md"
        if now < before:
            yield f"{path}: “{word}” stands {now} times, the list of exceptions says {before}"


def test_every_text_for_people_keeps_to_our_words():
    allowed = listed(EXCEPTIONS.read_text().splitlines())

    wrong = list(differences(counted(texts_under(ROOT)), allowed))

    assert wrong == []
    assert sum(allowed.values()) <= AT_MOST


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        ("We mailed you; log in!", ["mailed", "log in", "!"]),
        ("Please note: an E-mail", ["please note", "e-mail"]),
        ("Done.", ["done."]),
        ("Sign in by email, to the mailbox of the office. It is done.", []),
    ],
)
def test_an_unwanted_word_is_found_and_a_word_like_it_is_not(text, unwanted):
    assert unwanted_in(text) == unwanted


@pytest.mark.parametrize(
    "source",
    [
        "{% load i18n %}<p>{% translate 'A mail' %}</p>",
        "<p>{% blocktranslate with name=centre %}A mail for {{ name }}{% endblocktranslate %}</p>",
        "<p>A mail</p>",
        '<a href="/mail/" aria-label="A mail">…</a>',
        '{% include "components/empty.html" with text=_("A mail") %}',
    ],
)
def test_a_text_of_a_template_is_read_wherever_it_stands(source):
    words = [word for text in texts_of_template(source, is_html=True) for word in unwanted_in(text)]

    assert words == ["mail"]


def test_addresses_names_code_and_comments_of_a_template_are_no_texts():
    source = """{# mail #}{% comment %}mail{% endcomment %}<a class="mail" href="/mail/">{{ mail }}
        </a>{% url "mail" %}{% include "mail.html" %}<code>mail!</code><style>.mail {}</style>"""

    assert [unwanted_in(text) for text in texts_of_template(source, is_html=True)] == [[]]


@pytest.mark.parametrize(
    "source",
    [
        '_("A mail")',
        'gettext_lazy("A mail" " for you") % {}',
        'ngettext("A mail", "%d letters", count)',
        'models.TextField(verbose_name="mail")',
        'class Meta:\n    verbose_name_plural = "a mail"',
    ],
)
def test_a_text_of_a_module_is_read_wherever_it_stands(source):
    words = [word for text in texts_of_module(ast.parse(source)) for word in unwanted_in(text)]

    assert words == ["mail"]


def test_identifiers_and_comments_of_a_module_are_no_texts():
    tree = ast.parse('mail = send("mail", kind="mail")  # mail')

    assert list(texts_of_module(tree)) == []


def test_a_word_that_is_new_fails_and_so_does_a_line_that_is_no_longer_needed():
    allowed = listed(["# path, how often, word", "forms.py 2 log in", "views.py 1 mail"])

    def wrong(**changes):
        found = {("forms.py", "log in"): 2, ("views.py", "mail"): 1, **changes.get("now", {})}
        return list(differences(found, allowed))

    assert wrong() == []
    assert len(wrong(now={("forms.py", "log in"): 3})) == 1
    assert len(wrong(now={("admin.py", "mail"): 1})) == 1
    assert len(wrong(now={("views.py", "mail"): 0})) == 1
