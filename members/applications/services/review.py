"""What the secretariat does with an application under review: take it up, find, ask."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.models import Application, Clarification, Finding, QuestionTemplate
from members.applications.services import clarifying
from members.applications.services.moves import move, note
from members.applications.services.notifications import AS_USUAL, Wording, write_to_applicant
from members.applications.services.review_lock import locked_for, refuse_while_a_decision_waits
from members.enums import ApplicationStatus, Criterion, Verdict, Visibility
from members.register.models import User


class FindingOvertaken(Refused):
    """A colleague has recorded a finding since the one that was shown."""


@transaction.atomic
def take_up(application: Application, *, by: User, now: datetime) -> Application:
    """Begin the review and be the one who answers for the case."""
    row = locked_for(application, by=by)
    move(
        row,
        ApplicationStatus.UNDER_REVIEW,
        by=by,
        now=now,
        what=_("Review started"),
        leaving=ApplicationStatus.SUBMITTED,
        assigned_to=by,
    )
    return row


@transaction.atomic
def record_finding(
    application: Application,
    criterion: str,
    *,
    verdict: str,
    note_text: str,
    visibility: str = Visibility.MEMBERS,
    rests_on: Iterable[int | str] = (),
    pages: str = "",
    seen: str | None = None,
    by: User,
    now: datetime,
) -> Finding:
    """State whether a criterion is met; a later finding replaces the earlier, the trace stays.

    `rests_on` are keys of evidence on this criterion. `seen` is the version of the finding that
    the person was shown, "" for none: if there is another by now, FindingOvertaken.
    """
    row = locked_for(application, by=by)
    if row.status != ApplicationStatus.UNDER_REVIEW:
        raise Refused(_("Findings are recorded while the application is under review."))
    refuse_while_a_decision_waits(row)
    if verdict != Verdict.MET and not note_text.strip():
        raise Refused(
            _("Say in the note on “%(criterion)s” what is missing or unclear.")
            % {"criterion": Criterion(criterion).label.lower()}
        )
    earlier = row.findings.filter(criterion=criterion).first()
    if seen not in (None, earlier.version if earlier else ""):
        raise FindingOvertaken(
            _("A finding on “%(criterion)s” was recorded meanwhile; yours is not.")
            % {"criterion": Criterion(criterion).label.lower()}
        )
    facts = {"verdict": verdict, "note": note_text, "visibility": visibility, "pages": pages}
    finding, _created = row.findings.update_or_create(
        criterion=criterion, defaults={**facts, "by": by, "at": now}
    )
    finding.rests_on.set(row.evidence.filter(criterion=criterion, pk__in=rests_on))
    what = _("Finding on “%(criterion)s”: %(verdict)s") % {
        "criterion": finding.get_criterion_display().lower(),
        "verdict": finding.get_verdict_display().lower(),
    }
    changes: dict[str, list[object]] = {
        "verdict": [earlier.verdict if earlier else "", str(finding.verdict)]
    }
    if earlier and earlier.visibility != finding.visibility:
        changes["visibility"] = [earlier.visibility, str(finding.visibility)]
    note(row, by=by, now=now, what=what, changes=changes, for_applicant=False)
    return finding


@transaction.atomic
def request_clarification(
    application: Application,
    *,
    questions: Mapping[str, str],
    due_on: date,
    wording: Wording = AS_USUAL,
    by: User,
    now: datetime,
) -> list[Clarification]:
    """Ask the applicant in one letter; the case waits for the answers, and reminders are planned.

    `questions` are the words by the criterion that they are about, "" for the whole application.
    """
    row = locked_for(application, by=by)
    refuse_while_a_decision_waits(row)
    if not any(text.strip() for text in questions.values()):
        raise Refused(_("Write at least one question."))
    move(row, ApplicationStatus.CLARIFICATION, by=by, now=now, what=_("Clarification requested"))
    templates = list(QuestionTemplate.objects.all())
    asked = [
        row.clarifications.create(
            question=text,
            criterion=criterion,
            template=next((each for each in templates if each.text in text), None),
            due_on=due_on,
            asked_at=now,
            asked_by=by,
        )
        for criterion, text in questions.items()
        if text.strip()
    ]
    write_to_applicant(
        row,
        "members.clarification_requested",
        wording,
        by=by,
        now=now,
        again=asked[0].pk,
        details=clarifying.details_of(asked[0]),
    )
    if not wording.no_mail_reason:  # who was not written to is not reminded either
        clarifying.plan_reminders(asked[0], now=now)
    return asked


@transaction.atomic
def take_back_question(
    application: Application, *, wording: Wording = AS_USUAL, by: User, now: datetime
) -> Application:
    """Go on without the answers: what is open is dropped, and the applicant is told so."""
    row = locked_for(application, by=by)
    move(
        row,
        ApplicationStatus.UNDER_REVIEW,
        by=by,
        now=now,
        what=_("The question was taken back"),
        leaving=ApplicationStatus.CLARIFICATION,
    )
    questions = list(row.clarifications.unanswered())
    for question in questions:
        question.taken_back_at = now
        question.save(update_fields=["taken_back_at"])
    if questions:
        write_to_applicant(
            row,
            "members.question_taken_back",
            wording,
            by=by,
            now=now,
            again=f"{questions[0].pk}:taken-back",
            details=clarifying.details_of(questions[0]),
        )
    return row
