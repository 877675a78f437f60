"""A rendered text as passages that comments are tied to, and the comments beside each."""

from dataclasses import dataclass, field
from typing import Any

from lxml import html

LONGEST = 2000  # characters of a passage that are kept with a comment


@dataclass(frozen=True)
class Passage:
    number: int
    html: str
    words: str
    comments: list[Any] = field(default_factory=list)


def split(rendered):
    """The parts at the top of rendered, cleaned HTML: paragraphs, headings, lists, tables."""
    parts = [part for part in html.fragments_fromstring(rendered) if not isinstance(part, str)]
    shown = [(html.tostring(part, encoding="unicode", with_tail=False), part) for part in parts]
    return [
        Passage(number, markup, _words(part))
        for number, (markup, part) in enumerate(shown, start=1)
    ]


def _words(part):
    """Its text, or what a figure is described as; a mere line has none."""
    said = [part.text_content(), *part.xpath(".//@alt")]
    return " ".join(" ".join(said).split())[:LONGEST]


def tie(passages, comments):
    """Put each comment beside its passage; return those whose passage is there no more.

    The same words twice in a text are one passage: the first.
    """
    by_words: dict[str, Passage] = {}
    for passage in passages:
        by_words.setdefault(passage.words, passage)
    loose = []
    for comment in comments:
        found = by_words.get(comment.passage)
        (found.comments if found else loose).append(comment)
    return loose
