"""What changed between two texts, word by word. Standard library only."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
MOST_PAIRS = 1_000_000  # of equal parts to weigh: beyond, what is left is shown as replaced


@dataclass(frozen=True)
class Part:
    """`kind` is same, removed or added."""

    kind: str
    text: str


@dataclass(frozen=True)
class Row:
    """A paragraph before and after; empty where there is none."""

    old: tuple[Part, ...]
    new: tuple[Part, ...]
    inline: tuple[Part, ...]

    @property
    def is_changed(self):
        return any(part.kind != "same" for part in self.inline)


class Patience:
    """How much comparing two texts may still take."""

    def __init__(self, pairs=MOST_PAIRS):
        self.pairs = pairs

    def suffices(self, before, after):
        often = Counter(after)
        needed = sum(often[part] for part in before)
        if needed > self.pairs:
            return False
        self.pairs -= needed
        return True


def compare(old, new):
    patience = Patience()
    rows = []
    for same, before, after in _steps(paragraphs(old), paragraphs(new), patience):
        if same:
            rows += [_row((Part("same", text),)) for text in before]
        else:
            rows += _changed(before, after, patience)
    return rows


def _steps(before, after, patience):
    """Runs of both lists that are the same or differ."""
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    yield True, before[:head], after[:head]
    if patience.suffices(*middle):
        for tag, a, b, c, d in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
            yield tag == "equal", middle[0][a:b], middle[1][c:d]
    else:
        yield False, *middle
    yield True, before[len(before) - tail :], after[len(after) - tail :]


def _shared(before, after):
    """How many parts both begin with."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def paragraphs(text):
    return [
        part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()
    ]


def _changed(before, after, patience):
    """Paragraphs that stand at the same place are compared by words; the rest came or went."""
    shared = min(len(before), len(after))
    rows = [_row(words(*pair, patience)) for pair in zip(before, after, strict=False)]
    rows += [_row((Part("removed", text),)) for text in before[shared:]]
    return rows + [_row((Part("added", text),)) for text in after[shared:]]


def words(old, new, patience):
    parts = []
    for same, before, after in _steps(WORDS.findall(old), WORDS.findall(new), patience):
        if same:
            parts.append(Part("same", "".join(before)))
        else:
            parts += [Part("removed", "".join(before)), Part("added", "".join(after))]
    return tuple(part for part in parts if part.text)


def _row(parts):
    return Row(
        old=tuple(part for part in parts if part.kind != "added"),
        new=tuple(part for part in parts if part.kind != "removed"),
        inline=parts,
    )
