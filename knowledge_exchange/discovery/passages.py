"""Texts as passages to search in, and the passage of a text that a search matches."""

import re
import unicodedata
from html import unescape

from django.utils.html import escape, strip_tags
from django.utils.safestring import mark_safe

from common.search_words import WORD, words
from uploads.pdf_words import MOST_CHARACTERS

LONGEST = 300  # characters of a passage
LONGEST_WORD = 60  # what is longer was not written to be searched for
SAYS_SOMETHING = 60  # characters; names and keywords are shorter
SHORT_WORD = 2  # letters; so short a word is found whole, a longer one by its beginning
MOST_BYTES = 1_000_000  # of its words: PostgreSQL indexes no more than a megabyte
BREAK = " \n "  # between the words of two passages: itself a word that nobody can search for
BLOCK = re.compile(r"</(?:p|li|h[1-6]|td|th|tr|dt|dd|pre|blockquote|figcaption|div)>|<br\s*/?>")
SENTENCE = re.compile(r"(?<=[.;:!?])\s+")


def of_html(html):
    """The lines of text in HTML that was made here."""
    return unescape(strip_tags(BLOCK.sub("\n", html)))


def split(text):
    """The text in lines of at most `LONGEST` characters, cut where a sentence or a word ends."""
    text = unicodedata.normalize("NFC", text[:MOST_CHARACTERS])
    return [passage for line in text.splitlines() for passage in _passages(" ".join(line.split()))]


def _passages(line):
    passage = ""
    for piece in _pieces(line):
        if passage and len(passage) + 1 + len(piece) > LONGEST:
            yield passage
            passage = ""
        passage = f"{passage} {piece}".strip()
    if passage:
        yield passage


def _pieces(line):
    """Sentences; of those that are too long, words."""
    for sentence in SENTENCE.split(line):
        if len(sentence) <= LONGEST:
            yield sentence
            continue
        for word in sentence.split(" "):
            for start in range(0, len(word), LONGEST):
                yield word[start : start + LONGEST]


def compared(text):
    """The words of a passage between spaces, as `needle` finds them."""
    return "".join(f" {word[:LONGEST_WORD]}" for word in words(text)) + " "


def needle(word):
    """What stands in `compared` where the word is found."""
    return f" {word} " if len(word) <= SHORT_WORD else f" {word}"


def joined(lines):
    """The compared words of all passages, as far as they can be indexed."""
    return BREAK.join(lines).encode()[:MOST_BYTES].decode(errors="ignore")


def best(text, search_text, wanted):
    """The first passage with the most of the wanted words; empty if none has any."""
    chosen, most, needles = "", 0, [needle(word) for word in wanted]
    for passage, line in zip(text.split("\n"), search_text.split("\n"), strict=False):
        here = sum(one in line for one in needles)
        if here > most:
            chosen, most = passage, here
        if here == len(wanted):
            break
    return chosen


def opening(text):
    """What to show where only the title has the words: the first line that says something."""
    lines = text.split("\n")
    return next((line for line in lines if len(line) >= SAYS_SOMETHING), lines[0])


def marked(passage, wanted):
    """The passage as safe HTML, with the words that begin like a wanted one marked."""
    return mark_safe("".join(_marked(passage, tuple(map(needle, wanted)))))  # noqa: S308 - escaped in parts


def _marked(passage, needles):
    end = 0
    for word in WORD.finditer(passage):
        if not any(f" {part} ".startswith(needles) for part in words(word[0])):
            continue
        yield escape(passage[end : word.start()])
        yield f"<mark>{escape(word[0])}</mark>"
        end = word.end()
    yield escape(passage[end:])
