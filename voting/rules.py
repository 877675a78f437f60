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
LARGEST = 1_000_000  # of days and hours, so that every deadline is still a date
SHARE = {"numerator", "denominator", "comparison"}
ENTRIES: dict[str, set] = {  # all that a document holds: a misspelt entry must not go unread
    "format": set(),
    "title": set(),
    "is_assumption": set(),
    "unit": set(),
    "quorum": SHARE,
    "majority": SHARE | {"base"},
    "recusal": {"leaves_quorum_base", "leaves_majority_base"},
    "voting_days": set(),
    "minimum_voting_days": set(),
    "reminder_hours_before_close": set(),
    "ballots_after_close": set(),
    "certification": {"by", "within_days"},
    "reapplication_after_days": set(),
    "newly_established_years": set(),
    "extension": {"times", "days"},
    "early_close": set(),
}


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
        named = {Fraction(1, 2): "half", Fraction(1): "all"}
        return f"{self.comparison} {named.get(self.share, self.share)}"


@dataclass(frozen=True)
class Extension:
    times: int = 0
    days: int = 0


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
    extension: Extension = Extension()
    early_close: bool = False


def canonical(document):
    """The document as bytes, the same for the same content: sorted keys, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(document):
    return hashlib.sha256(canonical(document)).hexdigest()


def in_words(rules, translate=str):
    """The rules as plain sentences, in the order of a vote; pages pass their own `gettext`."""
    _ = translate
    return [
        _vote_in_words(rules, _),
        _majority_in_words(rules.majority, _),
        _("There must be more yes than no votes: a tie fails."),
        _(
            "The vote counts if {share} of those entitled take part; to abstain is to take part."
        ).format(share=_share(rules.quorum, _)),
        _recusal_in_words(rules, _),
        _("A vote is open for {days} unless the secretariat sets another deadline.").format(
            days=_days(rules.voting_days, _)
        ),
        *_least_in_words(rules.minimum_voting_days, _),
        _("A ballot can be changed until the vote closes; the last one counts."),
        _("Nobody sees a choice or a count of choices before the vote closes."),
        _reminders_in_words(rules.reminder_hours_before_close, _),
        _after_close_in_words(rules.ballots_after_close, _),
        _(
            "A co-chair certifies the result within {days}, and never one from the applicant's "
            "own country."
        ).format(days=_days(rules.certify_within_days, _)),
        _("A refused applicant may apply again after {days}.").format(
            days=_days(rules.reapplication_after_days, _)
        ),
        _("A centre counts as newly established for its first {years}.").format(
            years=_years(rules.newly_established_years, _)
        ),
    ]


def _vote_in_words(rules, _):
    if rules.unit == "country":
        return _("Each country has one vote; centres of the same country share it.")
    return _("Each centre has one vote.")


def _share(threshold, _):
    comparison = {"at least": _("at least {share}"), "more than": _("more than {share}")}
    named = {Fraction(1, 2): _("half"), Fraction(1): _("all")}
    share = named.get(threshold.share, threshold.share)
    return comparison[threshold.comparison].format(share=share)


def _majority_in_words(majority, _):
    words = {
        "yes+no": _(
            "A motion is carried when {share} of the yes and no votes are yes; abstentions do "
            "not count here."
        ),
        "yes+no+abstain": _(
            "A motion is carried when {share} of all ballots, abstentions included, are yes."
        ),
        "entitled": _(
            "A motion is carried when {share} of those entitled vote yes; to abstain or not to "
            "vote weighs like a no."
        ),
    }
    return words[majority.base].format(share=_share(majority, _))


def _recusal_in_words(rules, _):
    if rules.recused_leave_quorum_base:
        sentence = _("A recused centre does not vote and does not count for the quorum.")
    else:
        sentence = _("A recused centre does not vote, and counts as absent for the quorum.")
    if rules.majority.base != "entitled":
        return sentence
    if rules.recused_leave_majority_base:
        return f"{sentence} {_('The majority is counted without it.')}"
    return f"{sentence} {_('The majority is counted as if it had not voted yes.')}"


def _least_in_words(days, _):
    return [_("It is never open for less than {days}.").format(days=_days(days, _))] if days else []


def _reminders_in_words(hours, _):
    if not hours:
        return _("Nobody is reminded.")
    *earlier, last = [
        _days(hour // 24, _) if hour % 24 == 0 and hour > 24 else _hours(hour, _) for hour in hours
    ]
    times = _("{earlier} and {last}").format(earlier=", ".join(earlier), last=last)
    return _("Centres that have not voted are reminded {times} before the close.").format(
        times=times if earlier else last
    )


def _after_close_in_words(who, _):
    if who == "public":
        return _("After the close the members, and once it is certified everybody, see each vote.")
    return _(
        "After the close the members see how each centre voted; once it is certified, everybody "
        "sees the numbers."
    )


def _days(count, _):
    return _("1 day") if count == 1 else _("{count} days").format(count=count)


def _hours(count, _):
    return _("1 hour") if count == 1 else _("{count} hours").format(count=count)


def _years(count, _):
    return _("year") if count == 1 else _("{count} years").format(count=count)


def parse(document):
    """Read a rule set's document; RulesError names the first entry that is missing or wrong."""
    entries = _Entries(document, ENTRIES)
    entries.one_of("format", (FORMAT,))
    recusal, certification = entries.inside("recusal"), entries.inside("certification")
    certification.one_of("by", ("co-chair",))
    rules = Rules(
        title=entries.text("title"),
        is_assumption=entries.flag("is_assumption"),
        unit=entries.one_of("unit", UNITS),
        quorum=entries.inside("quorum").threshold(base="entitled"),
        majority=entries.inside("majority").threshold(),
        recused_leave_quorum_base=recusal.flag("leaves_quorum_base"),
        recused_leave_majority_base=recusal.flag("leaves_majority_base"),
        voting_days=entries.whole("voting_days", least=1),
        minimum_voting_days=entries.whole("minimum_voting_days"),
        reminder_hours_before_close=entries.hours("reminder_hours_before_close"),
        ballots_after_close=entries.one_of("ballots_after_close", AFTER_CLOSE),
        certify_within_days=certification.whole("within_days", least=1),
        reapplication_after_days=entries.whole("reapplication_after_days"),
        newly_established_years=entries.whole("newly_established_years", least=1),
        extension=entries.extension(),
        early_close="early_close" in document and entries.flag("early_close"),
    )
    if rules.minimum_voting_days > rules.voting_days:
        raise RulesError("minimum_voting_days is more than voting_days")
    return rules


def _is_whole(value, least):
    return type(value) is int and least <= value <= LARGEST


class _Entries:
    """An object of the document that holds nothing but the entries `allowed`."""

    def __init__(self, document, allowed, path=""):
        if not isinstance(document, dict):
            raise RulesError(f"{path.rstrip('.') or 'the rule set'} is not an object")
        if unknown := sorted(map(str, document.keys() - allowed)):
            raise RulesError(f"{path}{unknown[0]} is not an entry of a rule set")
        self.document, self.allowed, self.path = document, allowed, path

    def _get(self, name):
        if name not in self.document:
            raise RulesError(f"{self.path}{name} is missing")
        return self.document[name]

    def _wrong(self, name, expected):
        return RulesError(f"{self.path}{name} is {self.document[name]!r}, expected {expected}")

    def inside(self, name):
        return _Entries(self._get(name), self.allowed[name], f"{self.path}{name}.")

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
        if not _is_whole(value, least):
            raise self._wrong(name, f"a whole number from {least} to {LARGEST}")
        return value

    def one_of(self, name, allowed):
        value = self._get(name)
        if value not in allowed:
            raise self._wrong(name, " or ".join(f'"{word}"' for word in allowed))
        return value

    def hours(self, name):
        value = self._get(name)
        if not isinstance(value, list) or not all(_is_whole(hour, 1) for hour in value):
            raise self._wrong(name, f"a list of hours, each a whole number from 1 to {LARGEST}")
        return tuple(sorted(set(value), reverse=True))

    def extension(self):
        """None where the document says nothing of it."""
        if "extension" not in self.document:
            return Extension()
        inside = self.inside("extension")
        return Extension(times=inside.whole("times"), days=inside.whole("days", least=1))

    def threshold(self, base=None):
        """A share above 0 and up to 1; "more than" all of something can never be reached."""
        denominator = self.whole("denominator", least=1)
        share = Fraction(self.whole("numerator", least=1), denominator)
        comparison = self.one_of("comparison", COMPARISONS)
        if share > 1 or (share == 1 and comparison == "more than"):
            raise RulesError(f"{self.path}numerator asks for more votes than there are")
        return Threshold(share, comparison, base or self.one_of("base", BASES))
