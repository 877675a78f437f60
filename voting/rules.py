"""What a rule set's document may say. Standard library only: no Django, database or clock."""

import hashlib
import json
from dataclasses import dataclass
from fractions import Fraction

FORMAT = "p2i-rules/1"
UNITS = ("country", "centre")
COMPARISONS = ("at least", "more than")
BASES = ("yes+no", "yes+no+abstain", "entitled")
AFTER_CLOSE = ("members", "public")


class RulesError(ValueError):
    """The document is not a rule set; the text says which entry and why."""


@dataclass(frozen=True)
class Threshold:
    share: Fraction
    comparison: str
    base: str

    def needed(self, base):
        """The fewest votes out of `base` that reach this threshold, in whole numbers."""
        exact = self.share * base
        if self.comparison == "at least":
            return -(-exact.numerator // exact.denominator)
        return exact.numerator // exact.denominator + 1

    def __str__(self):
        return f"{self.comparison} {self.share.numerator}/{self.share.denominator}"


@dataclass(frozen=True)
class Rules:
    title: str
    is_assumption: bool
    unit: str
    quorum: Threshold
    majority: Threshold
    recused_leave_quorum_base: bool
    recused_leave_majority_base: bool
    voting_days: int
    minimum_voting_days: int
    reminder_hours_before_close: tuple[int, ...]
    ballots_after_close: str
    certify_within_days: int
    reapplication_after_days: int
    newly_established_years: int


def canonical(document):
    """The document as bytes, the same for the same content: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def fingerprint(document):
    return hashlib.sha256(canonical(document)).hexdigest()


def parse(document):
    """Read a rule set's document; RulesError names the first entry that is missing or wrong."""
    entries = _Entries(document)
    entries.one_of("format", (FORMAT,))
    rules = Rules(
        title=entries.text("title"),
        is_assumption=entries.flag("is_assumption"),
        unit=entries.one_of("unit", UNITS),
        quorum=entries.inside("quorum").threshold(base="entitled"),
        majority=entries.inside("majority").threshold(),
        recused_leave_quorum_base=entries.inside("recusal").flag("leaves_quorum_base"),
        recused_leave_majority_base=entries.inside("recusal").flag("leaves_majority_base"),
        voting_days=entries.whole("voting_days", least=1),
        minimum_voting_days=entries.whole("minimum_voting_days"),
        reminder_hours_before_close=entries.hours("reminder_hours_before_close"),
        ballots_after_close=entries.one_of("ballots_after_close", AFTER_CLOSE),
        certify_within_days=entries.inside("certification").whole("within_days", least=1),
        reapplication_after_days=entries.whole("reapplication_after_days"),
        newly_established_years=entries.whole("newly_established_years", least=1),
    )
    entries.inside("certification").one_of("by", ("co-chair",))
    if rules.minimum_voting_days > rules.voting_days:
        raise RulesError("minimum_voting_days is more than voting_days")
    return rules


class _Entries:
    def __init__(self, document, path=""):
        if not isinstance(document, dict):
            raise RulesError(f"{path.rstrip('.') or 'the rule set'} is not an object")
        self.document, self.path = document, path

    def _get(self, name):
        if name not in self.document:
            raise RulesError(f"{self.path}{name} is missing")
        return self.document[name]

    def _wrong(self, name, expected):
        return RulesError(f"{self.path}{name} is {self.document[name]!r}, expected {expected}")

    def inside(self, name):
        return _Entries(self._get(name), f"{self.path}{name}.")

    def text(self, name):
        value = self._get(name)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(name, "some text")
        return value

    def flag(self, name):
        value = self._get(name)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def whole(self, name, least=0):
        value = self._get(name)
        if type(value) is not int or value < least:
            raise self._wrong(name, f"a whole number from {least}")
        return value

    def one_of(self, name, allowed):
        value = self._get(name)
        if value not in allowed:
            raise self._wrong(name, " or ".join(f'"{word}"' for word in allowed))
        return value

    def hours(self, name):
        value = self._get(name)
        if not isinstance(value, list) or any(type(hour) is not int or hour < 1 for hour in value):
            raise self._wrong(name, "a list of hours, each a whole number from 1")
        return tuple(sorted(set(value), reverse=True))

    def threshold(self, base=None):
        """A share above 0 and up to 1; "more than" all of something can never be reached."""
        denominator = self.whole("denominator", least=1)
        share = Fraction(self.whole("numerator", least=1), denominator)
        comparison = self.one_of("comparison", COMPARISONS)
        if share > 1 or (share == 1 and comparison == "more than"):
            raise RulesError(f"{self.path}numerator asks for more votes than there are")
        return Threshold(share, comparison, base or self.one_of("base", BASES))
