"""Decisions on eligibility: one person drafts, another releases; taken back with a reason.

From the draft on the mail stands in the outbox, held, so that both read what will go out.
"""

from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from members.applications.models import Application, Decision
from members.applications.services.moves import move, note
from members.applications.services.notifications import AS_USUAL, Wording, write_to_applicant
from members.applications.services.review_lock import (
    locked_for,
    refuse_while_a_decision_waits,
    why_barred,
)
from members.enums import ApplicationStatus, Criterion, DecisionStatus, Outcome, Verdict
from members.permissions import is_secretariat, why_no_second_person
from members.register.models import ProcessRules, User
from members.register.services.asking import ask_co_chairs
from outbox import services as outbox
from outbox.models import Mail, MailQuerySet, MailStatus
from proposals.likeness import look_like_one_person

MAIL_OF = {
    Outcome.ELIGIBLE: "members.application_eligible",
    Outcome.INELIGIBLE: "members.application_ineligible",
}
HAS_LEFT = (MailStatus.SENDING, MailStatus.SENT, MailStatus.IN_DOUBT)


# --- What stands against a decision, in a sentence; empty if nothing does ---------------------


def why_not_eligible(application: Application) -> str:
    met = {row.criterion for row in application.findings.all() if row.verdict == Verdict.MET}
    missing = [str(criterion.label).lower() for criterion in Criterion if criterion not in met]
    if not missing:
        return ""
    return _("To be eligible, every criterion needs the finding “met”. Not yet: %(missing)s.") % {
        "missing": ", ".join(missing)
    }


def why_no_exception(application: Application) -> str:
    if len(application.findings.all()) < len(Criterion):
        return _("An exception can be made once each criterion has a finding.")
    if not why_not_eligible(application):
        return _("Every criterion is met: no exception is needed.")
    return ""


def why_not_ineligible(application: Application) -> str:
    if len(application.findings.all()) < len(Criterion):
        return _("Not eligible can be declared once each criterion has a finding.")
    if not why_not_eligible(application):
        return _("Every criterion is met: the application cannot be declared not eligible.")
    return ""


def why_not_release(decision: Decision, user: User) -> str:
    """The second person is another one of the secretariat or a co-chair of another country."""
    if decision.drafted_by_id == user.pk:
        return _("Whoever drafted a decision does not release it: a colleague does.")
    application = decision.application
    return why_no_second_person(user, [str(application.country)]) or why_barred(application, user)


# --- Draft, release, discard, revert ----------------------------------------------------------


@transaction.atomic
def draft(
    application: Application,
    outcome: str,
    *,
    reasons: str = "",
    exception: str = "",
    wording: Wording = AS_USUAL,
    by: User,
    now: datetime,
) -> Decision:
    """Propose a decision; nobody outside the secretariat learns of it before the release."""
    row = locked_for(application, by=by)
    refuse_while_a_decision_waits(row)
    if row.status != ApplicationStatus.UNDER_REVIEW:
        raise Refused(
            _("A decision is drafted under review; the application is now “%(status)s”.")
            % {"status": row.get_status_display()}
        )
    if outcome == Outcome.INELIGIBLE:
        why_not = why_not_ineligible(row)
        if not why_not and not reasons.strip():
            why_not = _("Give the reasons: the applicant reads them.")
    else:
        why_not = why_no_exception(row) if exception.strip() else why_not_eligible(row)
    if why_not:
        raise Refused(why_not)
    decision = row.decisions.create(
        outcome=outcome,
        reasons=reasons,
        exception=exception,
        no_mail_reason=wording.no_mail_reason,
        drafted_by=by,
        drafted_at=now,
    )
    what = _("Decision drafted: %(outcome)s") % {"outcome": _in_small_letters(decision)}
    note(row, by=by, now=now, what=what, why=exception, for_applicant=False)
    write_to_applicant(
        row,
        MAIL_OF[Outcome(outcome)],
        wording,
        by=by,
        now=now,
        again=decision.pk,
        details={"decision": decision.pk},
        held=True,
    )
    ask_co_chairs(
        decision,
        "members.decision_release_asked",
        why_not=partial(why_not_release, decision),
        now=now,
    )
    return decision


@transaction.atomic
def release(decision: Decision, *, by: User, now: datetime) -> Decision:
    """Let a second person put the decision into effect; its mail can be recalled for a while."""
    row = locked_for(decision.application, by=by)
    decision = _still_waiting(row, decision)
    if why_not := why_not_release(decision, by):
        raise Refused(why_not)
    drafter = decision.drafted_by
    if not is_secretariat(drafter) or why_barred(row, drafter):
        raise Refused(
            _("%(person)s, who drafted this, could not do so any more: discard it and draft anew.")
            % {"person": drafter}
        )
    _settle(
        decision,
        DecisionStatus.RELEASED,
        released_by=by,
        released_at=now,
        looks_like_one_person=look_like_one_person(decision.drafted_by, by),
    )
    rules = ProcessRules.objects.in_force()
    leaving = ApplicationStatus.UNDER_REVIEW
    if decision.outcome == Outcome.ELIGIBLE:
        what = _("Declared eligible")
        move(row, ApplicationStatus.ELIGIBLE, by=by, now=now, what=what, leaving=leaving)
    else:
        move(
            row,
            ApplicationStatus.INELIGIBLE,
            by=by,
            now=now,
            what=_("Declared not eligible"),
            leaving=leaving,
            decision_reasons=decision.reasons,
            decided_at=now,
            reapply_from=network_day(now) + timedelta(days=rules.reapply_days_after_ineligible),
        )
    due_at = now + timedelta(minutes=rules.recall_minutes)
    outbox.release(mails_of(decision), due_at=due_at, now=now)
    return decision


@transaction.atomic
def discard(decision: Decision, *, why: str, by: User, now: datetime) -> Decision:
    """Drop a drafted decision; the review goes on."""
    row = locked_for(decision.application, by=by)
    decision = _still_waiting(row, decision)
    if not why.strip():
        raise Refused(_("Say why the decision is discarded."))
    _take_back(decision, DecisionStatus.DISCARDED, why=why, by=by, now=now)
    what = _("Drafted decision discarded: %(outcome)s") % {"outcome": _in_small_letters(decision)}
    note(row, by=by, now=now, what=what, why=why, for_applicant=False)
    return decision


def fall(application: Application, *, now: datetime) -> None:
    """A decision that still waits falls with its application, which the applicant withdrew."""
    if decision := application.decisions.waiting().first():
        why = _("The application was withdrawn.")
        _take_back(decision, DecisionStatus.DISCARDED, why=why, by=None, now=now)


@transaction.atomic
def revert(
    application: Application,
    *,
    why: str,
    wording: Wording = AS_USUAL,
    by: User,
    now: datetime,
) -> Application:
    """Take a decision back that was in effect, before a motion is open; the review goes on.

    A mail that has not left is discarded. One that has is followed by another that says so.
    """
    row = locked_for(application, by=by)
    if not why.strip():
        raise Refused(_("Say why the decision is taken back."))
    was = row.status
    if was not in Outcome.values:
        raise Refused(
            _("There is no decision to take back: the application is now “%(status)s”.")
            % {"status": row.get_status_display()}
        )
    what = _("The decision was taken back and the review goes on")
    undone = {"decision_reasons": "", "decided_at": None, "reapply_from": None}
    try:
        with transaction.atomic():
            move(row, ApplicationStatus.UNDER_REVIEW, by=by, now=now, what=what, why=why, **undone)
    except IntegrityError:
        raise Refused(
            _("The organisation has applied again meanwhile; only one of both can be open.")
        ) from None
    if decision := row.decisions.released().last():
        _take_back(decision, DecisionStatus.REVERTED, why=why, by=by, now=now)
        mails = mails_of(decision)
    else:  # decided by one person alone, as it once was
        _discard_mails(row)
        mails = Mail.objects.about(row).filter(kind__in=MAIL_OF.values())
    if mails.filter(status__in=HAS_LEFT).exists():
        write_to_applicant(
            row,
            "members.decision_taken_back",
            wording,
            by=by,
            now=now,
            again=row.events.latest("pk").pk,
            details={"was": was},
        )
    return row


def mails_of(decision: Decision) -> MailQuerySet:
    return Mail.objects.about(decision.application).filter(details__decision=decision.pk)


def _still_waiting(application: Application, decision: Decision) -> Decision:
    waiting = application.decisions.waiting().filter(pk=decision.pk).first()
    if waiting is None:
        raise Refused(_("This decision does not wait for its release any more."))
    return waiting


def _take_back(
    decision: Decision, status: DecisionStatus, *, why: str, by: User | None, now: datetime
) -> None:
    _settle(decision, status, taken_back_by=by, taken_back_at=now, why_taken_back=why)
    _discard_mails(decision.application)


def _discard_mails(application: Application) -> None:
    why = _("The decision was taken back before this email had left.")
    outbox.cancel(application, kinds=list(MAIL_OF.values()), why=why)


def _settle(decision: Decision, status: DecisionStatus, **changes: object) -> None:
    for field, value in {"status": status, **changes}.items():
        setattr(decision, field, value)
    decision.save(update_fields=["status", *changes])


def _in_small_letters(decision: Decision) -> str:
    return decision.get_outcome_display().lower()
