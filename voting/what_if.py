"""Votes that never were: counted by the same `tally`. Standard library only."""

from dataclasses import dataclass

from voting.rules.parsing import brief, is_whole, shown
from voting.tally import Counts, CountsError, tally

MOST_UNITS = 100_000
SAID = ("yes", "no", "abstain", "recused", "silent")


def outcome(rules, counts):
    """A tally as one JSON object."""
    result = tally(rules, counts).as_dict()
    return {**result, "rule_set": rules.title}


def counts_of(ballots):
    """The weighted counts of a list of {unit, weight, choice}; CountsError names what is wrong."""
    if not isinstance(ballots, list) or not ballots:
        raise CountsError("the ballots are not a list of units")
    if len(ballots) > MOST_UNITS:
        raise CountsError(f"more than {MOST_UNITS} units")
    total, seen = dict.fromkeys(SAID, 0), set()
    for number, ballot in enumerate(ballots, 1):
        unit, weight, choice = _read(ballot, f"unit {number}")
        if unit in seen:
            raise CountsError(f"{shown(unit)} is on the roll twice")
        seen.add(unit)
        total[choice] += weight
    entitled = sum(total.values())
    return Counts(
        total["yes"], total["no"], total["abstain"], entitled=entitled, recused=total["recused"]
    )


def _read(ballot, where):
    if not isinstance(ballot, dict):
        raise CountsError(f"{where} is not an object")
    if unknown := sorted(ballot.keys() - {"unit", "weight", "choice"}):
        raise CountsError(f"{where} has an unknown entry {shown(unknown[0])}")
    unit, weight, choice = ballot.get("unit"), ballot.get("weight", 1), ballot.get("choice")
    if not isinstance(unit, str) or not unit.strip():
        raise CountsError(f"{where} has no name in “unit”")
    if not is_whole(weight, 1):
        raise CountsError(f"{where} weighs {brief(weight)}, expected a whole number from 1")
    if choice not in SAID:
        raise CountsError(f"{where} says {brief(choice)}, expected {' or '.join(SAID)}")
    return unit, weight, choice


@dataclass(frozen=True)
class Turnout:
    """So many took part; `needed_yes` is the fewest yes that carries, None where nothing does."""

    took_part: int
    abstain: int
    quorate: bool
    needed_yes: int | None

    @property
    def most_no(self):
        return None if self.needed_yes is None else self.took_part - self.abstain - self.needed_yes


def chart(rules, *, entitled, recused, abstain):
    """For each turnout the fewest yes votes that carry, with as many abstentions as can be."""
    return [
        _turnout(rules, took_part, min(abstain, took_part), entitled, recused)
        for took_part in range(entitled - recused + 1)
    ]


def _turnout(rules, took_part, abstain, entitled, recused):
    spoke = took_part - abstain

    def result(yes):
        return tally(rules, Counts(yes, spoke - yes, abstain, entitled, recused))

    all_yes = result(spoke)
    if not all_yes.carried:
        return Turnout(took_part, abstain, all_yes.quorate, None)
    low, high = 0, spoke  # one more yes in place of a no never turns a carried motion down
    while low < high:
        middle = (low + high) // 2
        if result(middle).carried:
            high = middle
        else:
            low = middle + 1
    return Turnout(took_part, abstain, True, high)
