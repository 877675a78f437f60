"""Two rule sets side by side: in words, and entry by entry."""

from dataclasses import dataclass

from voting.rules.document import ENTRIES, upgraded
from voting.rules.words import by_topic


@dataclass(frozen=True)
class Pair:
    """What both say on one thing; empty where one says nothing."""

    name: str
    before: str
    after: str

    @property
    def is_different(self):
        return self.before != self.after


def words_side_by_side(before, after, translate=str):
    left, right = dict(by_topic(before, translate)), dict(by_topic(after, translate))
    topics = [*left, *(topic for topic in right if topic not in left)]
    return [Pair(topic, left.get(topic, ""), right.get(topic, "")) for topic in topics]


def entries_side_by_side(before, after):
    """Every entry of both documents by its path, in the order of the format."""
    left, right = flat(upgraded(before)), flat(upgraded(after))
    return [Pair(path, _written(left[path]), _written(right[path])) for path in left]


def flat(document):
    """The document's values by path, "quorum.numerator" and the like, in the format's order."""
    found = {}
    for name in ENTRIES:
        if isinstance(document[name], dict):
            found |= {f"{name}.{inner}": value for inner, value in document[name].items()}
        else:
            found[name] = document[name]
    return found


def nested(values):
    """The opposite of `flat`."""
    found = {}
    for path, value in values.items():
        name, _dot, inner = path.partition(".")
        if inner:
            found.setdefault(name, {})[inner] = value
        else:
            found[name] = value
    return {name: found[name] for name in ENTRIES if name in found}


def _written(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
