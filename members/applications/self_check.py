"""Would an application stand a chance? Four answers, four verdicts. Pure: no Django, no database.

The check informs and never decides: whatever it finds, anybody may apply. A mandate of a region
is a question that the Network itself has to answer (Flanders asked it), never a machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass

IN_PLACE, MISSING, NEEDS_DECISION = "in_place", "missing", "needs_decision"

VERDICTS = {
    "mandate": {
        "national": IN_PLACE,
        "private": IN_PLACE,  # a private body that the state gave its mandate to, as in Germany
        "regional": NEEDS_DECISION,
        "none": MISSING,
    },
    "resources": {"own": IN_PLACE, "shared": NEEDS_DECISION, "none": MISSING},
    "participation": {"yes": IN_PLACE, "not_sure": MISSING, "no": MISSING},
    "commitment": {"letter": IN_PLACE, "word": MISSING, "not_yet": MISSING},
}


@dataclass(frozen=True)
class Outcome:
    criterion: str
    answer: str
    verdict: str


@dataclass(frozen=True)
class Result:
    outcomes: tuple[Outcome, ...]

    def with_verdict(self, verdict: str) -> tuple[Outcome, ...]:
        return tuple(each for each in self.outcomes if each.verdict == verdict)

    @property
    def missing(self) -> tuple[Outcome, ...]:
        return self.with_verdict(MISSING)

    @property
    def to_decide(self) -> tuple[Outcome, ...]:
        return self.with_verdict(NEEDS_DECISION)

    @property
    def verdict(self) -> str:
        """Of the whole: what is missing weighs more than what is open."""
        if self.missing:
            return MISSING
        return NEEDS_DECISION if self.to_decide else IN_PLACE


def check(answers: Mapping[str, str]) -> Result:
    """`answers` holds one of the known answers for each criterion; anything else is a KeyError."""
    return Result(
        tuple(
            Outcome(criterion, answers[criterion], verdicts[answers[criterion]])
            for criterion, verdicts in VERDICTS.items()
        )
    )
