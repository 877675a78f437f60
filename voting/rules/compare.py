"""Two rule sets side by side: in words, and entry by entry."""

from collections import defaultdict
from dataclasses import dataclass

from voting.rules.format import ENTRIES, Rules, upgraded
from voting.rules.parsing import Document, Json, value_at
from voting.rules.words import Translate, by_topic


@dataclass(frozen=True)
class Pair:
    """What both say on one thing; empty where one says nothing."""

    name: str
    before: str
    after: str

    @property
    def is_different(self) -> bool:
        return self.before != self.after


def words_side_by_side(before: Rules, after: Rules, translate: Translate = str) -> list[Pair]:
    left, right = by_topic(before, translate), by_topic(after, translate)
    topics = [*left, *(topic for topic in right if topic not in left)]
    return [Pair(topic[0], left.get(topic, ""), right.get(topic, "")) for topic in topics]


def entries_side_by_side(before: Document, after: Document) -> list[Pair]:
    """Every entry of both documents by its path, in the order of the model."""

    def written(value: Json) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    left, right = flat(before), flat(after)
    return [Pair(path, written(left[path]), written(right[path])) for path in ENTRIES]


def flat(document: Document) -> Document:
    """The rules in today's format, by paths such as "quorum.numerator"."""
    current = upgraded(document)
    return {path: value_at(current, path) for path in ENTRIES}


def nested(values: Document) -> Document:
    """The opposite of `flat`."""
    document: Document = {}
    parts: defaultdict[str, Document] = defaultdict(dict)
    for path in ENTRIES:
        name, _dot, inner = path.partition(".")
        if inner:
            parts[name][inner] = values[path]
        document[name] = parts[name] if inner else values[path]
    return document
