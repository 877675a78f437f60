"""An application as those who vote read it: each criterion with all that was said about it."""

from dataclasses import dataclass

from django.utils.functional import Promise

from members.enums import REQUIREMENTS, Criterion
from members.models import Evidence, Finding


@dataclass(frozen=True)
class Chapter:
    criterion: Criterion
    requirement: Promise
    statement: str
    evidence: list[Evidence]
    finding: Finding | None


def chapters(application):
    statements = {row.criterion: row.text for row in application.statements.all()}
    findings = {row.criterion: row for row in application.findings.all()}
    evidence = list(application.evidence.all())
    return [
        Chapter(
            criterion=criterion,
            requirement=REQUIREMENTS[criterion],
            statement=statements.get(criterion.value, ""),
            evidence=[row for row in evidence if row.criterion == criterion],
            finding=findings.get(criterion.value),
        )
        for criterion in Criterion
    ]
