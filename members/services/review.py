"""What the secretariat does with an application: take it up, find, ask, decide on eligibility."""

from django.db import transaction
from django.utils.translation import gettext as _

from members.enums import ApplicationStatus, Criterion, Verdict
from members.services import Refused, clarifying
from members.services.applying import tell_applicant
from members.services.moves import locked, move, note


@transaction.atomic
def take_up(application, *, by, now):
    """Begin the review and be the one who answers for the case."""
    row = locked(application)
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
def record_finding(application, criterion, *, verdict, note_text, by, now):
    """State whether a criterion is met; a later finding replaces the earlier, the trace stays."""
    row = locked(application)
    if row.status != ApplicationStatus.UNDER_REVIEW:
        raise Refused(_("Findings are recorded while the application is under review."))
    if verdict != Verdict.MET and not note_text.strip():
        raise Refused(_("Say in the note what is missing or unclear."))
    finding, _created = row.findings.update_or_create(
        criterion=criterion,
        defaults={"verdict": verdict, "note": note_text, "by": by, "at": now},
    )
    what = _("Finding on “%(criterion)s”: %(verdict)s") % {
        "criterion": finding.get_criterion_display().lower(),
        "verdict": finding.get_verdict_display().lower(),
    }
    note(row, by=by, now=now, what=what, for_applicant=False)
    return finding


@transaction.atomic
def request_clarification(application, *, question, due_on, criterion="", template=None, by, now):
    """Ask the applicant; the case waits for the answer, and reminders are planned."""
    row = locked(application)
    move(row, ApplicationStatus.CLARIFICATION, by=by, now=now, what=_("Clarification requested"))
    asked = row.clarifications.create(
        question=question,
        criterion=criterion,
        template=template,
        due_on=due_on,
        asked_at=now,
        asked_by=by,
    )
    tell_applicant(
        row,
        "members.clarification_requested",
        now=now,
        again=asked.pk,
        details={"clarification": asked.pk},
    )
    clarifying.plan_reminders(asked, now=now)
    return asked


@transaction.atomic
def take_back_question(application, *, by, now):
    """Go on without the answer: the question is dropped and the review continues."""
    row = locked(application)
    move(
        row,
        ApplicationStatus.UNDER_REVIEW,
        by=by,
        now=now,
        what=_("The question was taken back"),
        leaving=ApplicationStatus.CLARIFICATION,
    )
    clarifying.take_back(row, now=now)
    return row


def why_not_eligible(application):
    """What stands against declaring it eligible, in a sentence; empty if nothing does."""
    met = set(application.findings.filter(verdict=Verdict.MET).values_list("criterion", flat=True))
    missing = [str(criterion.label).lower() for criterion in Criterion if criterion not in met]
    if not missing:
        return ""
    return _("To be eligible, every criterion needs the finding “met”. Not yet: %(missing)s.") % {
        "missing": ", ".join(missing)
    }


@transaction.atomic
def declare_eligible(application, *, by, now):
    """All four criteria are met: the members may vote."""
    row = locked(application)
    if why_not := why_not_eligible(row):
        raise Refused(why_not)
    move(
        row,
        ApplicationStatus.ELIGIBLE,
        by=by,
        now=now,
        what=_("Declared eligible"),
        leaving=ApplicationStatus.UNDER_REVIEW,
    )
    tell_applicant(row, "members.application_eligible", now=now, again=row.events.count())
    return row


def why_not_ineligible(application):
    """What stands against ending the case, in a sentence; empty if nothing does."""
    verdicts = list(application.findings.values_list("verdict", flat=True))
    if len(verdicts) < len(Criterion):
        return _("Not eligible can be declared once each criterion has a finding.")
    if all(verdict == Verdict.MET for verdict in verdicts):
        return _("Every criterion is met: the application cannot be declared not eligible.")
    return ""


@transaction.atomic
def declare_ineligible(application, *, reasons, by, now):
    """End the case with reasons in writing. All four criteria must have been looked at."""
    row = locked(application)
    if why_not := why_not_ineligible(row):
        raise Refused(why_not)
    move(
        row,
        ApplicationStatus.INELIGIBLE,
        by=by,
        now=now,
        what=_("Declared not eligible"),
        decision_reasons=reasons,
        decided_at=now,
    )
    tell_applicant(row, "members.application_ineligible", now=now)
    return row


@transaction.atomic
def reopen_review(application, *, by, now):
    """Take an eligible application back into review, before a motion is opened."""
    row = locked(application)
    return move(
        row,
        ApplicationStatus.UNDER_REVIEW,
        by=by,
        now=now,
        what=_("Review reopened"),
        leaving=ApplicationStatus.ELIGIBLE,
    )
