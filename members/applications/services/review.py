"""What the secretariat does with an application under review: take it up, find, ask."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.services import clarifying
from members.applications.services.moves import move, note
from members.applications.services.notifications import AS_USUAL, write_to_applicant
from members.applications.services.review_lock import locked_for, refuse_while_a_decision_waits
from members.enums import ApplicationStatus, Criterion, Verdict, Visibility


class FindingOvertaken(Refused):
    """A colleague has recorded a finding since the one that was shown."""


@transaction.atomic
def take_up(application, *, by, now):
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
    application,
    criterion,
    *,
    verdict,
    note_text,
    visibility=Visibility.MEMBERS,
    rests_on=(),
    pages="",
    seen=None,
    by,
    now,
):
    """State whether a criterion is met; a later finding replaces the earlier, the trace stays.

    `rests_on` are keys of evidence on this criterion. `seen` is the version of the finding that
    the person was shown, "" for none: if there is another by now, FindingOvertaken.
    """
    row = locked_for(application, by=by)
    _must_take_findings(row)
    if verdict != Verdict.MET and not note_text.strip():
        raise Refused(_("Say in the note what is missing or unclear."))
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
    _note_finding(row, finding, earlier, by=by, now=now)
    return finding


def _must_take_findings(application):
    if application.status != ApplicationStatus.UNDER_REVIEW:
        raise Refused(_("Findings are recorded while the application is under review."))
    refuse_while_a_decision_waits(application)


def _note_finding(application, finding, earlier, *, by, now):
    what = _("Finding on “%(criterion)s”: %(verdict)s") % {
        "criterion": finding.get_criterion_display().lower(),
        "verdict": finding.get_verdict_display().lower(),
    }
    changes = {"verdict": [earlier.verdict if earlier else "", str(finding.verdict)]}
    if earlier and earlier.visibility != finding.visibility:
        changes["visibility"] = [earlier.visibility, str(finding.visibility)]
    note(application, by=by, now=now, what=what, changes=changes, for_applicant=False)


@transaction.atomic
def request_clarification(
    application, *, question, due_on, criterion="", template=None, wording=AS_USUAL, by, now
):
    """Ask the applicant; the case waits for the answer, and reminders are planned."""
    row = locked_for(application, by=by)
    refuse_while_a_decision_waits(row)
    move(row, ApplicationStatus.CLARIFICATION, by=by, now=now, what=_("Clarification requested"))
    asked = row.clarifications.create(
        question=question,
        criterion=criterion,
        template=template,
        due_on=due_on,
        asked_at=now,
        asked_by=by,
    )
    write_to_applicant(
        row,
        "members.clarification_requested",
        wording,
        by=by,
        now=now,
        again=asked.pk,
        details={"clarification": asked.pk, "due_on": due_on.isoformat()},
    )
    if not wording.no_mail_reason:  # who was not written to is not reminded either
        clarifying.plan_reminders(asked, now=now)
    return asked


@transaction.atomic
def take_back_question(application, *, wording=AS_USUAL, by, now):
    """Go on without the answer: the question is dropped and the review continues."""
    row = locked_for(application, by=by)
    move(
        row,
        ApplicationStatus.UNDER_REVIEW,
        by=by,
        now=now,
        what=_("The question was taken back"),
        leaving=ApplicationStatus.CLARIFICATION,
    )
    clarifying.take_back(row, wording=wording, by=by, now=now)
    return row
