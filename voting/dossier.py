"""An application as those who vote read it: each criterion with all that was said about it."""

from dataclasses import dataclass

from django.utils.functional import Promise

from members.enums import REQUIREMENTS, Criterion
from members.models import Clarification, Evidence, Finding


@dataclass(frozen=True)
class Chapter:
    criterion: Criterion
    requirement: Promise
    statement: str
    evidence: list[Evidence]
    finding: Finding | None
    answered: list[Clarification]


def answered_questions(application):
    """What the secretariat asked and the applicant answered, oldest first."""
    return list(application.clarifications.filter(answered_at__isnull=False))


def chapters(application, answered, *, with_evidence):
    statements = {row.criterion: row.text for row in application.statements.all()}
    findings = {row.criterion: row for row in application.findings.all()}
    evidence = list(application.evidence.all()) if with_evidence else []
    return [
        Chapter(
            criterion=criterion,
            requirement=REQUIREMENTS[criterion],
            statement=statements.get(criterion.value, ""),
            evidence=[row for row in evidence if row.criterion == criterion],
            finding=findings.get(criterion.value),
            answered=[row for row in answered if row.criterion == criterion],
        )
        for criterion in Criterion
    ]
