"""What changed between two texts, word by word. Standard library only."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
MOST_WORDS = 4_000  # beyond, a paragraph is shown as replaced: comparing would take too long


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


def compare(old, new):
    before, after = paragraphs(old), paragraphs(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    rows = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            rows += [_row((Part("same", text),)) for text in before[a:b]]
        else:
            rows += _changed(before[a:b], after[c:d])
    return rows


def paragraphs(text):
    return [
        part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()
    ]


def _changed(before, after):
    """Paragraphs that stand at the same place are compared by words; the rest came or went."""
    shared = min(len(before), len(after))
    rows = [_row(words(*pair)) for pair in zip(before, after, strict=False)]
    rows += [_row((Part("removed", text),)) for text in before[shared:]]
    return rows + [_row((Part("added", text),)) for text in after[shared:]]


def words(old, new):
    before, after = WORDS.findall(old), WORDS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return (Part("removed", old), Part("added", new))
    parts = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(before[a:b])))
        else:
            parts += [Part("removed", "".join(before[a:b])), Part("added", "".join(after[c:d]))]
    return tuple(part for part in parts if part.text)


def _row(parts):
    return Row(
        old=tuple(part for part in parts if part.kind != "added"),
        new=tuple(part for part in parts if part.kind != "removed"),
        inline=parts,
    )
