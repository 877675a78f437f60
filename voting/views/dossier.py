"""What a motion is about, as those who vote read it."""

from dataclasses import dataclass

from django.utils.functional import Promise

from members.applications.permissions import can_see_evidence
from members.enums import REQUIREMENTS, Criterion
from members.models import Clarification, Evidence, Finding
from voting.enums import MotionStatus
from voting.motions import balance, proposals
from voting.motions.eligibility import why_an_exception

BEFORE_THE_DECISION = (MotionStatus.OPEN, MotionStatus.CLOSED)


@dataclass(frozen=True)
class Chapter:
    """A criterion with all that was said about it."""

    criterion: Criterion
    requirement: Promise
    statement: str
    evidence: list[Evidence]
    finding: Finding | None
    answered: list[Clarification]


def what_it_is_about(user, motion, now):
    """The proposal; of an admission the dossier and, until it is decided, the balance."""
    application = motion.application
    if application is None:
        return {"proposal": proposals.proposal_of(motion)}
    with_evidence = can_see_evidence(user, application, reads_the_motion=True)
    answered = list(application.clarifications.filter(answered_at__isnull=False))  # oldest first
    voter_questions = list(application.voter_questions.all())
    context = {
        "application": application,
        "exception": why_an_exception(motion),
        "chapters": _chapters(application, answered, with_evidence=with_evidence),
        "answered_in_general": [row for row in answered if not row.criterion],
        # What was passed on is there for all; what was not, only for the person who asked it.
        "voter_questions": [row for row in voter_questions if row.wording],
        "own_questions": [
            row for row in voter_questions if not row.wording and row.asked_by_id == user.pk
        ],
    }
    if motion.status in BEFORE_THE_DECISION:
        context["composition"] = balance.kept_or_today(motion, now)
    return context


def _chapters(application, answered, *, with_evidence):
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
