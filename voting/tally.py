"""Counting a vote. Standard library only: no Django, database or clock.

Shares are fractions and counts are whole numbers; nothing is ever rounded.
"""

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the rules are read by a library, counting needs none
    from voting.rules import Rules
    from voting.rules.format import Threshold

BASE_WORDS = {
    "yes+no": "yes and no votes",
    "yes+no+abstain": "votes and abstentions",
    "entitled": "entitled votes",
}


class CountsError(ValueError):
    """These counts cannot come from one vote."""


@dataclass(frozen=True)
class Counts:
    """Votes on the roll: `entitled` is everybody on it, recused ones included."""

    yes: int
    no: int
    abstain: int
    entitled: int
    recused: int = 0

    def __post_init__(self) -> None:
        for number in (self.yes, self.no, self.abstain, self.entitled, self.recused):
            if type(number) is not int or number < 0:
                raise CountsError("counts are whole numbers from 0")
        if self.took_part + self.recused > self.entitled:
            raise CountsError(
                f"{self.took_part} took part and {self.recused} are recused, "
                f"but only {self.entitled} are entitled"
            )

    @property
    def took_part(self) -> int:
        return self.yes + self.no + self.abstain


@dataclass(frozen=True)
class Result:
    rules: "Rules"
    counts: Counts
    quorum_base: int
    needed_for_quorum: int
    quorate: bool
    majority_base: int
    needed_yes: int
    reached_majority: bool
    carried: bool

    @cached_property
    def explanation(self) -> str:
        sentences = [_majority_sentence(self), _quorum_sentence(self)]
        if self.reached_majority and not self.quorate:
            sentences.append("Without a quorum the motion is not carried.")
        return " ".join(sentences)

    def as_dict(self) -> dict[str, object]:
        """All but the rules, which are kept by their fingerprint."""
        numbers = {name: value for name, value in vars(self).items() if name != "rules"}
        return {**numbers, "counts": asdict(self.counts), "explanation": self.explanation}


def tally(rules: "Rules", counts: Counts) -> Result:
    """Decide a vote by a rule set (`voting.rules.Rules`)."""
    quorum_base = counts.entitled - counts.recused * rules.recused_leave_quorum_base
    needed_for_quorum = max(1, rules.quorum.needed(quorum_base))
    quorate = _present(rules, counts) >= needed_for_quorum
    majority_base = _majority_base(rules, counts)
    needed_yes = max(1, rules.majority.needed(majority_base))
    # A tie fails whatever the share: nobody is admitted by half of those who spoke.
    reached = counts.yes >= needed_yes and counts.yes > counts.no
    return Result(
        rules=rules,
        counts=counts,
        quorum_base=quorum_base,
        needed_for_quorum=needed_for_quorum,
        quorate=quorate,
        majority_base=majority_base,
        needed_yes=needed_yes,
        reached_majority=reached,
        carried=quorate and reached,
    )


def _present(rules: "Rules", counts: Counts) -> int:
    return counts.took_part - counts.abstain * (not rules.abstentions_count_for_quorum)


def _majority_base(rules: "Rules", counts: Counts) -> int:
    if rules.majority.base == "yes+no":
        return counts.yes + counts.no
    if rules.majority.base == "yes+no+abstain":
        return counts.took_part
    return counts.entitled - counts.recused * rules.recused_leave_majority_base


def _majority_sentence(result: Result) -> str:
    counts, needed = result.counts, result.needed_yes
    if counts.yes + counts.no == 0:
        return "Nobody voted yes or no: not carried."
    verb = "is" if counts.yes == 1 else "are"
    majority = result.rules.majority
    return (
        f"{counts.yes} of {result.majority_base} {BASE_WORDS[majority.base]} {verb} yes; "
        f"{_needed(majority, needed)}: {_verdict(result)}."
    )


def _verdict(result: Result) -> str:
    counts = result.counts
    if counts.yes == counts.no:
        return "a tie, not carried"
    if counts.yes < result.needed_yes:
        return "not carried"
    if counts.yes < counts.no:
        return f"reached, but {counts.no} no votes are more, not carried"
    return "carried" if result.quorate else "reached"


def _quorum_sentence(result: Result) -> str:
    rules, counts = result.rules, result.counts
    recused = ""
    if counts.recused and rules.recused_leave_quorum_base:
        recused = f" ({counts.recused} recused, not counted)"
    acted = "took part" if rules.abstentions_count_for_quorum else "voted yes or no"
    return (
        f"{_present(rules, counts)} of {result.quorum_base} entitled{recused} {acted}; "
        f"{_needed(rules.quorum, result.needed_for_quorum)}: "
        f"{'quorate' if result.quorate else 'not quorate'}."
    )


def _needed(threshold: "Threshold", number: int) -> str:
    return f"{threshold}, that is {number}, {'is' if number == 1 else 'are'} needed"
