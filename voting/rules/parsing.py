"""A document and its bytes: read, written, hashed. What is wrong is said in one line."""

import hashlib
import json
from collections.abc import Mapping
from reprlib import Repr
from typing import TypeGuard

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Document = dict[str, Json]

LARGEST = 1_000_000  # of days and hours, so that every deadline is still a date
_brief = Repr()
_brief.maxstring = _brief.maxlong = _brief.maxother = 60


class RulesError(ValueError):
    """The document is not a rule set: the path of the entry, where it is one, and why."""

    def __init__(self, text: str, entry: str = "") -> None:
        super().__init__(f"{entry} {text}" if entry else text)
        self.entry = entry


def load(content: bytes) -> Json:
    """The JSON value in these bytes; RulesError where it is none or says a thing twice."""

    def each_once(pairs: list[tuple[str, Json]]) -> Document:
        names = [name for name, _value in pairs]
        if len(set(names)) < len(names):
            repeated = next(name for name in names if names.count(name) > 1)
            raise RulesError("stands there twice", shown(repeated))
        return dict(pairs)

    def no_number(word: str) -> None:
        raise RulesError(f"{word} is not a number")

    try:
        return json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=each_once, parse_constant=no_number
        )
    except UnicodeDecodeError:
        raise RulesError("not a text in UTF-8") from None
    except RecursionError:
        raise RulesError("nested too deeply") from None
    except json.JSONDecodeError as fault:
        raise RulesError(f"not JSON: {fault}") from None
    except RulesError:
        raise
    except ValueError:  # Python reads no number of more than 4300 digits
        raise RulesError("a number has too many digits") from None


def canonical(document: Json | Mapping[str, object]) -> bytes:
    """The document as bytes, the same for the same content: sorted keys, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(document: Json | Mapping[str, object]) -> str:
    return hashlib.sha256(canonical(document)).hexdigest()


def value_at(document: Json, path: str) -> Json:
    """The value at "quorum.numerator" or the like."""
    for name in path.split("."):
        document = document[name] if isinstance(document, dict) else None
    return document


def shown(name: str) -> str:
    """A name from the document as part of one line."""
    return name if 0 < len(name) <= 60 and name.isprintable() else _brief.repr(name)


def brief(value: object) -> str:
    return _brief.repr(value)


def is_whole(value: object, least: int, most: int = LARGEST) -> TypeGuard[int]:
    return type(value) is int and least <= value <= most
