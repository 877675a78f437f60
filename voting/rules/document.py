"""The format of a rule set, and its contradictions."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from voting.rules.parsing import LARGEST, Entries, RulesError

FORMAT = "p2i-rules/2"
EARLIER = "p2i-rules/1"  # adopted documents never change, so it is read for ever
FORMATS = (FORMAT, EARLIER)
UNITS = ("country", "centre")  # the centres of a country share one vote, or have one each
COMPARISONS = ("at least", "more than")
BASES = ("yes+no", "yes+no+abstain", "entitled")
PROXIES = ("none", "written")
AFTER_CLOSE = ("members", "public")
SHARE = {"numerator", "denominator", "comparison", "base"}
ENTRIES: dict[str, set] = {  # all that a document holds: a misspelt entry must not go unread
    "format": set(),
    "title": set(),
    "is_assumption": set(),
    "unit": set(),
    "quorum": SHARE,
    "majority": SHARE,
    "abstention": {"counts_for_quorum"},
    "tie": set(),
    "recusal": {"leaves_quorum_base", "leaves_majority_base"},
    "voting_days": set(),
    "minimum_voting_days": set(),
    "extension": {"times", "days"},
    "early_close": set(),
    "reminder_hours_before_close": set(),
    "proxy": {"kind", "most_per_holder"},
    "ballots": set(),
    "ballots_after_close": set(),
    "certification": {"by", "within_days"},
    "reapplication_after_days": set(),
    "newly_established_years": set(),
}
SINCE_2 = {  # what the first format did not say, and was done under it
    "abstention": {"counts_for_quorum": True},
    "tie": "fails",
    "extension": {"times": 0, "days": 0},
    "early_close": False,
    "proxy": {"kind": "none", "most_per_holder": 0},
    "ballots": "named",
}


@dataclass(frozen=True)
class Threshold:
    share: Fraction
    comparison: str
    base: str

    def needed(self, base):
        """The fewest votes out of `base` that reach this threshold, in whole numbers."""
        part, whole = self.share.as_integer_ratio()
        if self.comparison == "at least":
            return -(-part * base // whole)
        return part * base // whole + 1

    def __str__(self):
        named = {Fraction(1, 2): "half", Fraction(1): "all"}
        return f"{self.comparison} {named.get(self.share, self.share)}"


@dataclass(frozen=True)
class Extension:
    """How often a vote without a quorum at its deadline goes on, and how long each time."""

    times: int
    days: int


@dataclass(frozen=True)
class Proxy:
    kind: str
    most_per_holder: int

    @property
    def is_allowed(self):
        return self.kind != "none"


@dataclass(frozen=True)
class Rules:
    title: str
    is_assumption: bool
    unit: str
    quorum: Threshold
    majority: Threshold
    abstentions_count_for_quorum: bool
    tie: str
    recused_leave_quorum_base: bool
    recused_leave_majority_base: bool
    voting_days: int
    minimum_voting_days: int
    extension: Extension
    early_close: bool
    reminder_hours_before_close: tuple[int, ...]
    proxy: Proxy
    ballots: str
    ballots_after_close: str
    certified_by: str
    certify_within_days: int
    reapplication_after_days: int
    newly_established_years: int

    def reapply_from(self, refused_on):
        """The first day on which an applicant that was refused may apply again."""
        return refused_on + timedelta(days=self.reapplication_after_days)


def canonical(document):
    """The document as bytes, the same for the same content: sorted keys, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(document):
    return hashlib.sha256(canonical(document)).hexdigest()


def upgraded(document):
    """The same rules in today's format; a document in it already stays as it is."""
    if not isinstance(document, dict) or document.get("format") != EARLIER:
        return document
    for name in SINCE_2:
        if name in document:
            raise RulesError(f"{name} is not an entry of {EARLIER}")
    quorum = document.get("quorum")
    if isinstance(quorum, dict):
        if "base" in quorum:
            raise RulesError(f"quorum.base is not an entry of {EARLIER}")
        quorum = {**quorum, "base": "entitled"}
    known = {"quorum": quorum} if "quorum" in document else {}
    return {**document, **known, **SINCE_2, "format": FORMAT}


def parse(document):
    """Read a rule set's document; RulesError names the first entry that is missing or wrong."""
    entries = Entries(upgraded(document), ENTRIES)
    entries.one_of("format", FORMATS)
    rules = Rules(
        title=entries.text("title"),
        is_assumption=entries.flag("is_assumption"),
        unit=entries.one_of("unit", UNITS),
        voting_days=entries.whole("voting_days", least=1),
        minimum_voting_days=entries.whole("minimum_voting_days"),
        early_close=entries.flag("early_close"),
        reminder_hours_before_close=entries.hours("reminder_hours_before_close"),
        ballots=_secrecy(entries),
        ballots_after_close=entries.one_of("ballots_after_close", AFTER_CLOSE),
        reapplication_after_days=entries.whole("reapplication_after_days"),
        newly_established_years=entries.whole("newly_established_years", least=1),
        **_counting(entries),
        **_conduct(entries),
    )
    _must_not_contradict_itself(rules, document)
    return rules


def _counting(entries):
    recusal = entries.inside("recusal")
    return {
        "quorum": _threshold(entries.inside("quorum"), ("entitled",)),
        "majority": _threshold(entries.inside("majority"), BASES),
        "abstentions_count_for_quorum": entries.inside("abstention").flag("counts_for_quorum"),
        "tie": entries.one_of("tie", ("fails",)),
        "recused_leave_quorum_base": recusal.flag("leaves_quorum_base"),
        "recused_leave_majority_base": recusal.flag("leaves_majority_base"),
    }


def _conduct(entries):
    certification = entries.inside("certification")
    extension, proxy = entries.inside("extension"), entries.inside("proxy")
    return {
        "extension": Extension(extension.whole("times"), extension.whole("days")),
        "proxy": Proxy(proxy.one_of("kind", PROXIES), proxy.whole("most_per_holder")),
        "certified_by": certification.one_of("by", ("co-chair",)),
        "certify_within_days": certification.whole("within_days", least=1),
    }


def _threshold(entries, bases):
    """A share above 0 and up to 1; "more than" all of something can never be reached."""
    denominator = entries.whole("denominator", least=1)
    share = Fraction(entries.whole("numerator", least=1), denominator)
    comparison = entries.one_of("comparison", COMPARISONS)
    if share > 1 or (share == 1 and comparison == "more than"):
        raise RulesError(f"{entries.path}numerator asks for more votes than there are")
    return Threshold(share, comparison, entries.one_of("base", bases))


def _secrecy(entries):
    if entries.document.get("ballots") == "secret":
        raise RulesError('ballots is "secret": votes are by named ballot, "named", for now')
    return entries.one_of("ballots", ("named",))


def _must_not_contradict_itself(rules, document):
    for contradiction in _contradictions(rules):
        raise RulesError(contradiction)
    longest = max(rules.reminder_hours_before_close, default=0)
    # The first format did not ask this, and what was adopted in it stays readable.
    if longest > rules.voting_days * 24 and document["format"] != EARLIER:
        raise RulesError(
            f"reminder_hours_before_close has {longest} hours, "
            f"but voting_days leaves only {rules.voting_days * 24}"
        )


def _contradictions(rules):
    if rules.minimum_voting_days > rules.voting_days:
        yield "minimum_voting_days is more than voting_days"
    extension, proxy = rules.extension, rules.proxy
    if extension.days and not extension.times:
        yield "extension.days is set, but extension.times is 0"
    if extension.times and not extension.days:
        yield "extension.times is set, but extension.days is 0"
    if extension.times * extension.days > LARGEST:
        yield f"extension.times and extension.days make more than {LARGEST} days"
    if proxy.most_per_holder and not proxy.is_allowed:
        yield 'proxy.most_per_holder is set, but proxy.kind is "none"'
    if proxy.is_allowed and not proxy.most_per_holder:
        yield 'proxy.kind is "written", but proxy.most_per_holder is 0'
