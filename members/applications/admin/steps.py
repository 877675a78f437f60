"""What the secretariat can do with a case: one entry for each step, in the order of its way."""

from dataclasses import replace
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.step_admin import at
from common.admin.steps import Part, Proposal, Step
from common.refusals import Refused
from members.applications.admin.on_behalf import WITHDRAW_STEP
from members.applications.admin.questions import ClarificationForm, MoreTimeForm
from members.applications.admin.step_forms import ExceptionForm, ReasonForm, ReasonsForm, WhyForm
from members.applications.next_steps import what_release_did
from members.applications.services import (
    access,
    clarifying,
    conflicts,
    decisions,
    erasing,
    review,
)
from members.applications.services.notifications import Wording
from members.applications.two_people import ERASE_APPLICATION
from members.enums import ApplicationStatus as Status
from members.enums import DecisionStatus, Outcome
from members.register.models import ProcessRules
from outbox.rehearsal import letter_of, rehearsed
from proposals.admin_steps import LOOKS_LIKE_ONE_PERSON, SETTLING, proposing
from proposals.admin_steps import ReasonForm as AsProposalReasonForm
from proposals.likeness import look_like_one_person


def waiting_decision(application):
    """The drafted decision that waits to be released, or None; of what is loaded already."""
    drafted = (row for row in application.decisions.all() if row.status == DecisionStatus.DRAFTED)
    return next(drafted, None)


def standing_conflict(application, user):
    mine = (row for row in application.conflicts.all() if row.user_id == user.pk)
    return next((row for row in mine if row.overridden_at is None), None)


def proposal_of(application):
    """The drafted decision with the letter that waits for its release."""
    decision = waiting_decision(application)
    if decision is None:
        return None
    facts = (
        (_("An exception, because"), decision.exception),
        (_("Reasons, which the applicant will read"), decision.reasons),
        (_("No email will go out, because"), decision.no_mail_reason),
    )
    outcome = decision.get_outcome_display().lower()
    return Proposal(
        title=_("Drafted decision: %(outcome)s") % {"outcome": outcome},
        proposed_by=decision.drafted_by,
        proposed_at=decision.drafted_at,
        status=DecisionStatus(decision.status),
        facts=tuple((label, words) for label, words in facts if words),
        letters=lambda: [
            letter_of(mail, timezone.now()) for mail in decisions.mails_of(decision)[:1]
        ],
        recall=recall_time,
        meanwhile=_(
            "Findings, questions and other decisions rest until it is released or discarded."
        ),
    )


def recall_time():
    minutes = ProcessRules.objects.in_force().recall_minutes
    return ngettext(
        "It leaves %(minutes)d minute after the release. Until then, taking the decision back "
        "stops it.",
        "It leaves %(minutes)d minutes after the release. Until then, taking the decision back "
        "stops it.",
        minutes,
    ) % {"minutes": minutes}


def on_what_waits(service):
    """For a service that takes the drafted decision instead of the case."""

    def act(application, **details):
        decision = waiting_decision(application)
        if decision is None:
            raise Refused(_("No decision waits to be released on this case."))
        return service(decision, **details)

    return act


def why_not_asked(application, user):
    if waiting_decision(application) is None:
        return ""
    return _("A decision is drafted. A colleague releases or discards it first.")


def outcome_proposed(application):
    decision = waiting_decision(application)
    return Status(decision.outcome) if decision else None


def shown_by_release(application):
    if outcome_proposed(application) == Status.INELIGIBLE:
        return _(
            "The applicant reads on the status page at once: the decision, its reasons, the "
            "findings, and those notes that are not internal."
        )
    return _("The applicant reads on the status page at once that it is eligible.")


def why_not_released(application, user):
    decision = waiting_decision(application)
    return decisions.why_not_release(decision, user) if decision else ""


def looks_like_one_person(application, user):
    decision = waiting_decision(application)
    if decision is None or not look_like_one_person(decision.drafted_by, user):
        return []
    return [LOOKS_LIKE_ONE_PERSON]


def no_conflict_yet(application, user):
    if standing_conflict(application, user):
        return _("You have declared a conflict of interest on this case already.")
    return ""


BY_MAIL = {"letters": rehearsed, "wording": Wording}
DRAFTING = {
    "applies": at(Status.UNDER_REVIEW),
    "part": Part.PROPOSES,
    "proposal": proposal_of,
    "seen_by": _(
        "Nothing shows outside the secretariat until a colleague releases the decision. Until then "
        "findings and questions rest."
    ),
    "done": _("The decision is drafted. It waits for a colleague, who reads and releases it."),
    **BY_MAIL,
}

STEPS = (
    Step(
        name="take-up",
        label=_("Start the review"),
        applies=at(Status.SUBMITTED),
        act=review.take_up,
        leads_to=Status.UNDER_REVIEW,
        consequence=_("You answer for the case from now on."),
        seen_by=_("The applicant reads on the status page that the review has begun."),
        done=_("The review has begun, and you answer for the case."),
        style="btn-primary",
    ),
    Step(
        name="release",
        label=_("Release the decision"),
        applies=at(Status.UNDER_REVIEW),
        part=Part.RELEASES,
        proposal=proposal_of,
        why_not=why_not_released,
        warnings=looks_like_one_person,
        act=on_what_waits(decisions.release),
        leads_to=outcome_proposed,
        consequence=_("The decision takes effect, and the email about it is on its way."),
        seen_by=shown_by_release,
        done=what_release_did,
        style="btn-primary",
    ),
    Step(
        name="discard",
        label=_("Discard the draft"),
        applies=at(Status.UNDER_REVIEW),
        part=Part.DISCARDS,
        proposal=proposal_of,
        act=on_what_waits(decisions.discard),
        consequence=_("The drafted decision and its email are dropped, and the review goes on."),
        seen_by=_("Nothing shows outside the secretariat."),
        done=_("The drafted decision is discarded, and the review goes on."),
        form=WhyForm,
    ),
    Step(
        name="clarify",
        label=_("Ask the applicant"),
        applies=at(Status.UNDER_REVIEW),
        why_not=why_not_asked,
        explains_itself=False,
        act=review.request_clarification,
        leads_to=Status.CLARIFICATION,
        consequence=_(
            "The questions go to the applicant by email in one letter, with a reminder before the "
            "day to answer by and once after it; the case waits for the answers."
        ),
        seen_by=_(
            "The applicant reads the questions on the status page. If it comes to a vote, the "
            "members read questions and answers."
        ),
        done=_("The applicant is asked. The case waits for the answer."),
        form=ClarificationForm,
        **BY_MAIL,
    ),
    Step(
        name="more-time",
        label=_("Give more time"),
        applies=at(Status.CLARIFICATION),
        act=clarifying.extend_clarification,
        consequence=_("The applicant is told the new day; the reminders follow it."),
        seen_by=_("The applicant reads the new day on the status page."),
        done=_("The applicant has more time to answer."),
        form=MoreTimeForm,
        **BY_MAIL,
    ),
    Step(
        name="take-back",
        label=_("Go on without the answer"),
        applies=at(Status.CLARIFICATION),
        act=review.take_back_question,
        leads_to=Status.UNDER_REVIEW,
        consequence=_(
            "The review goes on, and the applicant is told that no answer is needed any more."
        ),
        seen_by=_("The applicant reads on the status page that the review goes on."),
        done=_("What was open is taken back, and the review goes on."),
        **BY_MAIL,
    ),
    Step(
        name="eligible",
        label=_("Draft “eligible”"),
        act=partial(decisions.draft, outcome=Outcome.ELIGIBLE),
        consequence=_(
            "The decision waits for a colleague, who reads the same as you and releases it. "
            "Then the members may vote."
        ),
        why_not=lambda application, user: decisions.why_not_eligible(application),
        style="btn-primary",
        **DRAFTING,
    ),
    Step(
        name="exception",
        label=_("Draft “eligible” as an exception"),
        act=partial(decisions.draft, outcome=Outcome.ELIGIBLE),
        consequence=_(
            "The decision waits for a colleague, who reads your reason and releases it. Then "
            "the members may vote although not every criterion is met."
        ),
        why_not=lambda application, user: decisions.why_no_exception(application),
        explains_itself=False,
        form=ExceptionForm,
        **DRAFTING,
    ),
    Step(
        name="ineligible",
        label=_("Draft “not eligible”"),
        act=partial(decisions.draft, outcome=Outcome.INELIGIBLE),
        consequence=_(
            "The decision waits for a colleague, who reads the same as you and releases it. "
            "Then the case ends, with the reasons in writing."
        ),
        why_not=lambda application, user: decisions.why_not_ineligible(application),
        form=ReasonsForm,
        style="btn-danger",
        **DRAFTING,
    ),
    Step(
        name="revert",
        label=_("Take the decision back"),
        applies=at(Status.ELIGIBLE, Status.INELIGIBLE),
        act=decisions.revert,
        leads_to=Status.UNDER_REVIEW,
        consequence=_(
            "The review goes on and findings can be changed again. An email about the decision "
            "that has not left is discarded."
        ),
        seen_by=_("The applicant reads on the status page that the decision was taken back."),
        done=_("The decision is taken back, and the review goes on."),
        form=WhyForm,
        **BY_MAIL,
    ),
    Step(
        name="new-link",
        label=_("Send a new link"),
        act=access.replace_all_links,
        consequence=_(
            "The owner of the application gets a new link by email. Older links, those of all "
            "colleagues too, and every browser that came by them are shut out at once; the "
            "owner can send the colleagues new links."
        ),
        seen_by=_("Nothing else changes for the applicant."),
        done=_("A new link is on its way to the owner; the older ones open nothing any more."),
        letters=rehearsed,
        is_aside=True,
    ),
    WITHDRAW_STEP,
    proposing(
        ERASE_APPLICATION,
        Step(
            name="erase",
            label=_("Erase the people named"),
            applies=lambda application: not erasing.why_not_erased(application),
            act=erasing.erase,
            form=AsProposalReasonForm,
            consequence=_(
                "For somebody named in it who asked for that. Names, addresses, our letters and "
                "notes are erased; unless it was admitted, the statements, evidence and answers "
                "too. The decision, its reasons, the findings and the history stay: they show how "
                "the Network decided. It cannot be undone."
            ),
            seen_by=_("The links of the applicant's people open nothing any more."),
            done="",
            style="btn-danger",
            is_aside=True,
        ),
    ),
    *(
        replace(step, name="release-proposal") if step.name == "release" else step
        for step in SETTLING
    ),
    Step(
        name="conflict",
        label=_("Declare a conflict of interest"),
        act=conflicts.declare,
        consequence=_(
            "You no longer act on this case, and it is no longer assigned to you. Only a "
            "colleague can override this, with a reason."
        ),
        seen_by=_("The secretariat reads that you declared it, and why. Nobody else does."),
        why_not=no_conflict_yet,
        done=_("Your conflict of interest is declared. You no longer act on this case."),
        form=ReasonForm,
        is_aside=True,
    ),
)


def override_of(conflict):
    """A step of its own for each conflict that stands, never for one's own."""
    return Step(
        name="override",
        label=_("Override the conflict of interest of %(name)s") % {"name": conflict.user},
        act=lambda application, **details: conflicts.override(conflict, **details),
        consequence=_(
            "The colleague may act on this case again. Your reason stands in the history."
        ),
        seen_by=_("The secretariat reads your reason. Nobody else does."),
        done=_("%(name)s may act on this case again.") % {"name": conflict.user},
        form=ReasonForm,
    )
