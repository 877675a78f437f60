"""Decisions on eligibility: one person drafts, another releases; taken back with a reason.

From the draft on the mail stands in the outbox, held, so that both read what will go out.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from members.applications.services.moves import move, note
from members.applications.services.notifications import AS_USUAL, write_to_applicant
from members.applications.services.review_lock import locked_for, refuse_while_a_decision_waits
from members.enums import ApplicationStatus, Criterion, DecisionStatus, Outcome, Verdict
from members.register.models import ProcessRules
from outbox import services as outbox
from outbox.models import Mail, MailStatus

MAIL_OF = {
    Outcome.ELIGIBLE: "members.application_eligible",
    Outcome.INELIGIBLE: "members.application_ineligible",
}
HAS_LEFT = (MailStatus.SENDING, MailStatus.SENT, MailStatus.IN_DOUBT)


# --- What stands against a decision, in a sentence; empty if nothing does ---------------------


def why_not_eligible(application):
    met = {row.criterion for row in application.findings.all() if row.verdict == Verdict.MET}
    missing = [str(criterion.label).lower() for criterion in Criterion if criterion not in met]
    if not missing:
        return ""
    return _("To be eligible, every criterion needs the finding “met”. Not yet: %(missing)s.") % {
        "missing": ", ".join(missing)
    }


def why_no_exception(application):
    if len(application.findings.all()) < len(Criterion):
        return _("An exception can be made once each criterion has a finding.")
    if not why_not_eligible(application):
        return _("Every criterion is met: no exception is needed.")
    return ""


def why_not_ineligible(application):
    verdicts = [row.verdict for row in application.findings.all()]
    if len(verdicts) < len(Criterion):
        return _("Not eligible can be declared once each criterion has a finding.")
    if all(verdict == Verdict.MET for verdict in verdicts):
        return _("Every criterion is met: the application cannot be declared not eligible.")
    return ""


# --- Draft, release, discard, revert ----------------------------------------------------------


@transaction.atomic
def draft(application, outcome, *, reasons="", exception="", wording=AS_USUAL, by, now):
    """Propose a decision; nobody outside the secretariat learns of it before the release."""
    row = locked_for(application, by=by)
    refuse_while_a_decision_waits(row)
    _must_be_under_review(row)
    if why_not := _why_not(row, outcome, reasons.strip(), exception.strip()):
        raise Refused(why_not)
    decision = row.decisions.create(
        outcome=outcome,
        reasons=reasons,
        exception=exception,
        no_mail_reason=wording.no_mail_reason,
        drafted_by=by,
        drafted_at=now,
    )
    what = _("Decision drafted: %(outcome)s") % {"outcome": _lower(decision)}
    note(row, by=by, now=now, what=what, why=exception, for_applicant=False)
    _hold_mail(row, decision, wording, by=by, now=now)
    return decision


def _why_not(application, outcome, reasons, exception):
    if outcome == Outcome.INELIGIBLE:
        no_reasons = "" if reasons else _("Give the reasons: the applicant reads them.")
        return why_not_ineligible(application) or no_reasons
    return why_no_exception(application) if exception else why_not_eligible(application)


def _must_be_under_review(application):
    if application.status != ApplicationStatus.UNDER_REVIEW:
        raise Refused(
            _("A decision is drafted under review; the application is now “%(status)s”.")
            % {"status": application.get_status_display()}
        )


def _hold_mail(application, decision, wording, *, by, now):
    write_to_applicant(
        application,
        MAIL_OF[decision.outcome],
        wording,
        by=by,
        now=now,
        again=decision.pk,
        details={"decision": decision.pk},
        held=True,
    )


@transaction.atomic
def release(decision, *, by, now):
    """Let a second person put the decision into effect; its mail can be recalled for a while."""
    row = locked_for(decision.application, by=by)
    decision = _still_waiting(row, decision)
    if decision.drafted_by_id == by.pk:
        raise Refused(_("Whoever drafted a decision does not release it: a colleague does."))
    _settle(decision, DecisionStatus.RELEASED, released_by=by, released_at=now)
    rules = ProcessRules.objects.in_force()
    what = {
        Outcome.ELIGIBLE: _("Declared eligible"),
        Outcome.INELIGIBLE: _("Declared not eligible"),
    }
    move(
        row,
        decision.outcome,
        by=by,
        now=now,
        what=what[decision.outcome],
        leaving=ApplicationStatus.UNDER_REVIEW,
        **_effects(decision, rules, now),
    )
    due_at = now + timedelta(minutes=rules.recall_minutes)
    outbox.release(mails_of(decision), due_at=due_at, now=now)
    return decision


def _effects(decision, rules, now):
    if decision.outcome == Outcome.ELIGIBLE:
        return {}
    days = timedelta(days=rules.reapply_days_after_ineligible)
    return {
        "decision_reasons": decision.reasons,
        "decided_at": now,
        "reapply_from": network_day(now) + days,
    }


@transaction.atomic
def discard(decision, *, why, by, now):
    """Drop a drafted decision; the review goes on."""
    row = locked_for(decision.application, by=by)
    decision = _still_waiting(row, decision)
    if not why.strip():
        raise Refused(_("Say why the decision is discarded."))
    _settle_back(decision, DecisionStatus.DISCARDED, why=why, by=by, now=now)
    _discard_mail(row)
    what = _("Drafted decision discarded: %(outcome)s") % {"outcome": _lower(decision)}
    note(row, by=by, now=now, what=what, why=why, for_applicant=False)
    return decision


def fall(application, *, now):
    """A decision that still waits falls with its application, which the applicant withdrew."""
    if decision := application.decisions.waiting().first():
        why = _("The application was withdrawn.")
        _settle_back(decision, DecisionStatus.DISCARDED, why=why, by=None, now=now)
        _discard_mail(application)


@transaction.atomic
def revert(application, *, why, wording=AS_USUAL, by, now):
    """Take a decision back that was in effect, before a motion is open; the review goes on.

    A mail that has not left is discarded. One that has is followed by another that says so.
    """
    row = locked_for(application, by=by)
    if not why.strip():
        raise Refused(_("Say why the decision is taken back."))
    decision = row.decisions.released().last()
    was = row.status
    _reopen(row, why=why, by=by, now=now)
    if decision:
        _settle_back(decision, DecisionStatus.REVERTED, why=why, by=by, now=now)
    _discard_mail(row)
    if _was_notified(row, decision):
        _notify_taken_back(row, was, wording, by=by, now=now)
    return row


def _reopen(application, *, why, by, now):
    if application.status not in Outcome.values:
        raise Refused(
            _("There is no decision to take back: the application is now “%(status)s”.")
            % {"status": application.get_status_display()}
        )
    try:
        with transaction.atomic():
            move(
                application,
                ApplicationStatus.UNDER_REVIEW,
                by=by,
                now=now,
                what=_("The decision was taken back and the review goes on"),
                why=why,
                decision_reasons="",
                decided_at=None,
                reapply_from=None,
            )
    except IntegrityError:
        raise Refused(
            _("The organisation has applied again meanwhile; only one of both can be open.")
        ) from None


def _was_notified(application, decision):
    """Can a mail of this decision have reached the applicant? Asked once the unsent are discarded.

    A case that was decided by one person alone, as it once was, has no row for its decision.
    """
    mails = Mail.objects.about(application).filter(kind__in=MAIL_OF.values())
    if decision:
        mails = mails_of(decision)
    return mails.filter(status__in=HAS_LEFT).exists()


def _notify_taken_back(application, was, wording, *, by, now):
    write_to_applicant(
        application,
        "members.decision_taken_back",
        wording,
        by=by,
        now=now,
        again=application.events.latest("pk").pk,
        details={"was": was},
    )


def mails_of(decision):
    return Mail.objects.about(decision.application).filter(details__decision=decision.pk)


def _still_waiting(application, decision):
    waiting = application.decisions.waiting().filter(pk=decision.pk).first()
    if waiting is None:
        raise Refused(_("This decision does not wait for its release any more."))
    return waiting


def _discard_mail(application):
    why = _("The decision was taken back before this mail had left.")
    outbox.cancel(application, kinds=list(MAIL_OF.values()), why=why)


def _settle_back(decision, status, *, why, by, now):
    _settle(decision, status, taken_back_by=by, taken_back_at=now, why_taken_back=why)


def _settle(decision, status, **changes):
    for field, value in {"status": status, **changes}.items():
        setattr(decision, field, value)
    decision.save(update_fields=["status", *changes])


def _lower(decision):
    return decision.get_outcome_display().lower()
