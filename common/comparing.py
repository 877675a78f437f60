"""What changed between two texts, word by word. Standard library only."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
MOST_PAIRS = 1_000_000  # of equal parts to weigh: beyond, what is left is shown as replaced


@dataclass(frozen=True)
class Part:
    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True)
class Row:
    """A paragraph before and after, each empty where there is none, and both in one."""

    inline: tuple[Part, ...]

    @property
    def old(self) -> tuple[Part, ...]:
        return tuple(part for part in self.inline if part.kind != "added")

    @property
    def new(self) -> tuple[Part, ...]:
        return tuple(part for part in self.inline if part.kind != "removed")

    @property
    def is_changed(self) -> bool:
        return any(part.kind != "same" for part in self.inline)


class Budget:
    """How much comparing two texts may still take."""

    def __init__(self, pairs: int = MOST_PAIRS) -> None:
        self.pairs = pairs

    def suffices(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Take what comparing these two costs; False, and nothing is taken, if it is too much."""
        counts = Counter(after)
        cost = sum(counts[part] for part in before)
        if cost > self.pairs:
            return False
        self.pairs -= cost
        return True


class Run(NamedTuple):
    """Neighbours of both lists that are the same, or stand in each other's place."""

    is_same: bool
    before: Sequence[str]
    after: Sequence[str]


def compare(old: str, new: str) -> list[Row]:
    """Paragraph by paragraph; those that stand at the same place are compared by words."""
    budget = Budget()
    rows = []
    for is_same, before, after in _runs(paragraphs(old), paragraphs(new), budget):
        if is_same:
            rows += [Row((Part("same", text),)) for text in before]
            continue
        rows += [Row(words(*pair, budget)) for pair in zip(before, after, strict=False)]
        rows += [Row((Part("removed", text),)) for text in before[len(after) :]]
        rows += [Row((Part("added", text),)) for text in after[len(before) :]]
    return rows


def side_by_side(before: str, after: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Two lists of (text, differs), which read together give the two texts."""
    row = Row(words(before, after, Budget()))
    was, now = (
        [(part.text, part.kind != "same") for part in parts] for parts in (row.old, row.new)
    )
    return was, now


def paragraphs(text: str) -> list[str]:
    return [
        part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()
    ]


def words(old: str, new: str, budget: Budget) -> tuple[Part, ...]:
    parts: list[Part] = []
    for is_same, before, after in _runs(WORDS.findall(old), WORDS.findall(new), budget):
        if is_same:
            parts.append(Part("same", "".join(before)))
        else:
            parts += [Part("removed", "".join(before)), Part("added", "".join(after))]
    return tuple(part for part in parts if part.text)


def _runs(before: Sequence[str], after: Sequence[str], budget: Budget) -> Iterator[Run]:
    """In order. What both begin and end with is cheap; the middle is weighed as far as it goes."""
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    yield Run(True, before[:head], after[:head])
    if budget.suffices(old, new):
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield Run(tag == "equal", old[a:b], new[c:d])
    else:
        yield Run(False, old, new)
    yield Run(True, before[len(before) - tail :], after[len(after) - tail :])


def _shared(before: Sequence[str], after: Sequence[str]) -> int:
    """How many parts both begin with."""
    count = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        count += 1
    return count
