"""Votes that never were: counted by the same `tally`."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import partial

from voting.rules.format import Rules
from voting.rules.parsing import LARGEST, Json, brief, is_whole, shown
from voting.tally import Counts, CountsError, Result, tally

MOST_UNITS = 100_000
CHOICES = ("yes", "no", "abstain", "recused", "silent")


def outcome(rules: Rules, counts: Counts) -> dict[str, object]:
    """A tally as one JSON object."""
    return {**tally(rules, counts).as_dict(), "rule_set": rules.title}


def counts_of(ballots: Json) -> Counts:
    """The weighted counts of a list of {unit, weight, choice}; CountsError names what is wrong."""
    if not isinstance(ballots, list) or not ballots:
        raise CountsError("the ballots are not a list of units")
    if len(ballots) > MOST_UNITS:
        raise CountsError(f"more than {MOST_UNITS} units")
    total, units = dict.fromkeys(CHOICES, 0), set()
    for number, ballot in enumerate(ballots, 1):
        where = f"unit {number}"
        if not isinstance(ballot, dict):
            raise CountsError(f"{where} is not an object")
        if unknown := sorted(ballot.keys() - {"unit", "weight", "choice"}):
            raise CountsError(f"{where} has an unknown entry {shown(unknown[0])}")
        unit, weight, choice = ballot.get("unit"), ballot.get("weight", 1), ballot.get("choice")
        if not isinstance(unit, str) or not unit.strip():
            raise CountsError(f"{where} has no name in “unit”")
        if not is_whole(weight, 1):
            expected = f"expected a whole number from 1 to {LARGEST}"
            raise CountsError(f"{where} weighs {brief(weight)}, {expected}")
        if not isinstance(choice, str) or choice not in CHOICES:
            raise CountsError(f"{where} says {brief(choice)}, expected {' or '.join(CHOICES)}")
        if unit in units:
            raise CountsError(f"{shown(unit)} is on the roll twice")
        units.add(unit)
        total[choice] += weight
    entitled = sum(total.values())
    return Counts(
        total["yes"], total["no"], total["abstain"], entitled=entitled, recused=total["recused"]
    )


@dataclass(frozen=True)
class Turnout:
    """So many took part; `needed_yes` is the fewest yes that carries, None where nothing does."""

    took_part: int
    abstain: int
    quorate: bool
    needed_yes: int | None

    @property
    def most_no(self) -> int | None:
        return None if self.needed_yes is None else self.took_part - self.abstain - self.needed_yes


def chart(rules: Rules, *, entitled: int, recused: int, abstain: int) -> list[Turnout]:
    """For each turnout the fewest yes votes that carry, with as many abstentions as can be."""

    def result(yes: int, *, spoke: int, abstaining: int) -> Result:
        return tally(rules, Counts(yes, spoke - yes, abstaining, entitled, recused))

    def carries(yes: int, *, spoke: int, abstaining: int) -> bool:
        return result(yes, spoke=spoke, abstaining=abstaining).carried

    turnouts = []
    for took_part in range(entitled - recused + 1):
        numbers = {"abstaining": min(abstain, took_part)}
        numbers["spoke"] = took_part - numbers["abstaining"]
        all_yes = result(numbers["spoke"], **numbers)
        needed_yes = None
        if all_yes.carried:
            # One more yes in place of a no never turns a carried motion down.
            fewer = range(numbers["spoke"])
            needed_yes = bisect_left(fewer, True, key=partial(carries, **numbers))
        turnouts.append(Turnout(took_part, numbers["abstaining"], all_yes.quorate, needed_yes))
    return turnouts
