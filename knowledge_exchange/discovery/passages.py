"""Texts as passages to search in, and the passage of a text that a search matches."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from common.folding import WORD, words
from uploads.pdf_words import MOST_CHARACTERS

LONGEST = 300  # characters of a passage
LONGEST_WORD = 60  # what is longer was not written to be searched for
SAYS_SOMETHING = 60  # characters; names and keywords are shorter
SHORT_WORD = 2  # letters; so short a word is found whole, a longer one by its beginning
MOST_BYTES = 1_000_000  # of its words: PostgreSQL indexes no more than a megabyte
BREAK = " \n "  # between the words of two passages: itself a word that nobody can search for
BLOCK = re.compile(r"</(?:p|li|h[1-6]|td|th|tr|dt|dd|pre|blockquote|figcaption|div)>|<br\s*/?>")
SENTENCE = re.compile(r"(?<=[.;:!?])\s+")


def of_html(html: str) -> str:
    """The lines of text in HTML that was made here."""
    return unescape(strip_tags(BLOCK.sub("\n", html)))


def split(text: str) -> list[str]:
    """The text in lines of at most `LONGEST` characters, cut where a sentence or a word ends."""
    text = unicodedata.normalize("NFC", text[:MOST_CHARACTERS])
    passages = []
    for line in text.splitlines():
        passage = ""
        for piece in _pieces(" ".join(line.split())):
            if passage and len(passage) + 1 + len(piece) > LONGEST:
                passages.append(passage)
                passage = ""
            passage = f"{passage} {piece}".strip()
        if passage:
            passages.append(passage)
    return passages


def _pieces(line: str) -> Iterator[str]:
    """Sentences; of those that are too long, words."""
    for sentence in SENTENCE.split(line):
        if len(sentence) <= LONGEST:
            yield sentence
            continue
        for word in sentence.split(" "):
            for start in range(0, len(word), LONGEST):
                yield word[start : start + LONGEST]


def compared(text: str) -> str:
    """The words of a passage between spaces, as `needle` finds them."""
    return "".join(f" {word[:LONGEST_WORD]}" for word in words(text)) + " "


def needle(word: str) -> str:
    """What stands in `compared` where the word is found."""
    return f" {word} " if len(word) <= SHORT_WORD else f" {word}"


def joined(lines: Iterable[str]) -> str:
    """The compared words of all passages, as far as they can be indexed."""
    return BREAK.join(lines).encode()[:MOST_BYTES].decode(errors="ignore")


def best(text: str, search_text: str, terms: Sequence[str]) -> str:
    """The first passage with the most of the searched words; empty if none has any."""
    chosen, most, needles = "", 0, [needle(word) for word in terms]
    for passage, line in zip(text.split("\n"), search_text.split("\n"), strict=False):
        matches = sum(needle in line for needle in needles)
        if matches > most:
            chosen, most = passage, matches
        if matches == len(terms):
            break
    return chosen


def opening(text: str) -> str:
    """What to show where only the title has the words: the first line that says something."""
    lines = text.split("\n")
    return next((line for line in lines if len(line) >= SAYS_SOMETHING), lines[0])


def marked(passage: str, terms: Sequence[str]) -> SafeString:
    """The passage as safe HTML, with the words that begin like a terms one marked."""
    needles = tuple(needle(word) for word in terms)
    html, end = "", 0
    for match in WORD.finditer(passage):
        if any(f" {part} ".startswith(needles) for part in words(match[0])):
            html += f"{escape(passage[end : match.start()])}<mark>{escape(match[0])}</mark>"
            end = match.end()
    return mark_safe(html + escape(passage[end:]))  # noqa: S308 - escaped in parts
