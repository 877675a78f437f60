"""What a recusal would change of the numbers that a vote needs, before anybody declares it.

Only the roll is read, and no ballot.
"""

from dataclasses import dataclass

from voting.enums import RollStatus
from voting.models import Motion, RollEntry
from voting.tally import Counts, Result, tally


@dataclass(frozen=True)
class Consequence:
    """What is needed now and what after it, with the bases that it is counted from."""

    before: Result
    after: Result

    @property
    def counts_the_entitled(self) -> bool:
        """The majority is a share of those entitled, so that it moves as well."""
        return self.before.rules.majority.base == "entitled"


def consequence_of(motion: Motion, entry: RollEntry) -> Consequence:
    """Of the recusal of this entry; where it is recused already, of taking that back."""
    is_recused = entry.status == RollStatus.RECUSED
    lines = motion.roll.exclude(status=RollStatus.SUSPENDED).values_list("status", "weight")
    entitled = sum(weight for _status, weight in lines)
    recused = sum(weight for status, weight in lines if status == RollStatus.RECUSED)
    change = -entry.weight if is_recused else entry.weight

    def needed(out: int) -> Result:
        counts = Counts(yes=0, no=0, abstain=0, entitled=entitled, recused=out)
        return tally(motion.rule_set.rules, counts)

    return Consequence(needed(recused), needed(recused + change))
