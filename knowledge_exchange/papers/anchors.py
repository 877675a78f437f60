"""A rendered text as passages that comments are tied to, and the comments beside each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lxml import html

from knowledge_exchange.papers.models import Comment

LONGEST = 2000  # characters of a passage that are kept with a comment


@dataclass(frozen=True)
class Passage:
    """`words` are its text, or what a figure is described as; a mere line has none."""

    number: int
    html: str
    words: str
    comments: list[Comment] = field(default_factory=list)


def split(rendered: str) -> list[Passage]:
    """The parts at the top of rendered, cleaned HTML: paragraphs, headings, lists, tables."""
    passages: list[Passage] = []
    for part in html.fragments_fromstring(rendered):
        if isinstance(part, str):
            continue
        markup = html.tostring(part, encoding="unicode", with_tail=False)
        texts = [part.text_content(), *part.xpath(".//@alt")]
        words = " ".join(" ".join(texts).split())[:LONGEST]
        passages.append(Passage(len(passages) + 1, markup, words))
    return passages


def tie(passages: Sequence[Passage], comments: Iterable[Comment]) -> list[Comment]:
    """Put each comment beside its passage; return those whose passage is there no more.

    The same words twice in a text are one passage: the first.
    """
    by_words: dict[str, Passage] = {}
    for passage in passages:
        by_words.setdefault(passage.words, passage)
    loose: list[Comment] = []
    for comment in comments:
        anchor = by_words.get(comment.passage)
        (anchor.comments if anchor else loose).append(comment)
    return loose
