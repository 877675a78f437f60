"""Reading a document entry by entry; what is wrong is named in one line."""

import json
from reprlib import Repr

LARGEST = 1_000_000  # of days and hours, so that every deadline is still a date
_brief = Repr()
_brief.maxstring = _brief.maxlong = _brief.maxother = 60


class RulesError(ValueError):
    """The document is not a rule set; the text says which entry and why."""


def load(content):
    """The JSON value in these bytes; RulesError where it is none or says a thing twice."""
    try:
        return json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_number
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


def _each_once(pairs):
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RulesError(f"{shown(twice)} stands there twice")
    return found


def _no_number(word):
    raise RulesError(f"{word} is not a number")


def shown(name):
    """A name from the document as part of one line."""
    return name if len(name) <= 60 and name.isprintable() else _brief.repr(name)


def brief(value):
    return _brief.repr(value)


def is_whole(value, least, most=LARGEST):
    return type(value) is int and least <= value <= most


class Entries:
    """An object of the document that holds nothing but the entries `allowed`."""

    def __init__(self, document, allowed, path=""):
        if not isinstance(document, dict):
            raise RulesError(f"{path.rstrip('.') or 'the rule set'} is not an object")
        if unknown := sorted(map(str, document.keys() - allowed)):
            raise RulesError(f"{path}{shown(unknown[0])} is not an entry of a rule set")
        self.document, self.allowed, self.path = document, allowed, path

    def _get(self, name):
        if name not in self.document:
            raise RulesError(f"{self.path}{name} is missing")
        return self.document[name]

    def _wrong(self, name, expected):
        found = brief(self.document[name])
        return RulesError(f"{self.path}{name} is {found}, expected {expected}")

    def inside(self, name):
        return Entries(self._get(name), self.allowed[name], f"{self.path}{name}.")

    def text(self, name):
        value = self._get(name)
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self._wrong(name, "a line of text")
        return value

    def flag(self, name):
        value = self._get(name)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def whole(self, name, least=0):
        value = self._get(name)
        if not is_whole(value, least):
            raise self._wrong(name, f"a whole number from {least} to {LARGEST}")
        return value

    def one_of(self, name, allowed):
        value = self._get(name)
        if value not in allowed:
            raise self._wrong(name, " or ".join(f'"{word}"' for word in allowed))
        return value

    def hours(self, name):
        value = self._get(name)
        if not isinstance(value, list) or not all(is_whole(hour, 1) for hour in value):
            raise self._wrong(name, f"a list of hours, each a whole number from 1 to {LARGEST}")
        return tuple(sorted(set(value), reverse=True))
