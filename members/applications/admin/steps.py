"""What the secretariat can do with a case: one entry for each step, in the order of its way."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django import forms
from django.utils.translation import gettext_lazy as _

from common.refusals import Refused
from members.applications.admin.questions import ClarificationForm, MoreTimeForm
from members.applications.admin.step_forms import (
    ConfirmForm,
    ExceptionForm,
    ReasonForm,
    ReasonsForm,
    WhyForm,
)
from members.applications.services import access, clarifying, conflicts, decisions, review
from members.enums import ApplicationStatus as Status
from members.enums import DecisionStatus, Outcome


def nothing(application, user):
    return ""


@dataclass(frozen=True)
class Step:
    """`target` and `seen_by`, which says what becomes visible to whom, may depend on the case."""

    name: str
    label: str
    at: tuple
    consequence: str
    service: Callable
    target: Callable | str = ""
    seen_by: Callable | str = ""
    form: type[forms.Form] = ConfirmForm
    style: str = "btn-outline-primary"
    applies: Callable = lambda application: True
    why_not: Callable = nothing  # a sentence for this case and this person
    may_mail: bool = False
    mail_is_fixed: bool = False
    shows_decision: bool = False
    is_aside: bool = False

    def leads_to(self, application):
        """The status that the case has afterwards, "" if it stays."""
        return self.target(application) if callable(self.target) else self.target

    def shows(self, application):
        return self.seen_by(application) if callable(self.seen_by) else self.seen_by


def waiting_decision(application):
    """The drafted decision that waits to be released, or None; of what is loaded already."""
    drafted = (row for row in application.decisions.all() if row.status == DecisionStatus.DRAFTED)
    return next(drafted, None)


def standing_conflict(application, user):
    mine = (row for row in application.conflicts.all() if row.user_id == user.pk)
    return next((row for row in mine if row.overridden_at is None), None)


def _waiting(application):
    decision = waiting_decision(application)
    if decision is None:
        raise Refused(_("No decision waits to be released on this case."))
    return decision


def _release(application, **how):
    return decisions.release(_waiting(application), **how)


def _discard(application, **how):
    return decisions.discard(_waiting(application), **how)


def _nothing_waits(application):
    return waiting_decision(application) is None


def _something_waits(application):
    return waiting_decision(application) is not None


def _proposed(application):
    decision = waiting_decision(application)
    return Status(decision.outcome) if decision else ""


def _shown_by_release(application):
    if _proposed(application) == Status.INELIGIBLE:
        return _(
            "The applicant reads on the status page at once: the decision, its reasons, the "
            "findings, and those notes that are not internal."
        )
    return _("The applicant reads on the status page at once that it is eligible.")


def _by_a_colleague(application, user):
    decision = waiting_decision(application)
    if decision and decision.drafted_by_id == user.pk:
        return _("You drafted this decision. A colleague reads and releases it.")
    return ""


def _no_conflict_yet(application, user):
    if standing_conflict(application, user):
        return _("You have declared a conflict of interest on this case already.")
    return ""


NOTHING_SHOWS = _(
    "Nothing shows outside the secretariat until a colleague releases the decision. Until then "
    "findings and questions rest."
)
DRAFTING = {
    "at": (Status.UNDER_REVIEW,),
    "seen_by": NOTHING_SHOWS,
    "applies": _nothing_waits,
    "may_mail": True,
}

STEPS = {
    step.name: step
    for step in (
        Step(
            "take-up",
            _("Start the review"),
            (Status.SUBMITTED,),
            _("You answer for the case from now on. No mail goes out."),
            review.take_up,
            Status.UNDER_REVIEW,
            _("The applicant reads on the status page that the review has begun."),
            style="btn-primary",
        ),
        Step(
            "release",
            _("Release the decision"),
            (Status.UNDER_REVIEW,),
            _("The decision takes effect, and the mail about it is on its way."),
            _release,
            _proposed,
            _shown_by_release,
            style="btn-primary",
            applies=_something_waits,
            why_not=_by_a_colleague,
            shows_decision=True,
        ),
        Step(
            "discard",
            _("Discard the draft"),
            (Status.UNDER_REVIEW,),
            _("The drafted decision and its mail are dropped, and the review goes on."),
            _discard,
            "",
            _("Nothing shows outside the secretariat."),
            WhyForm,
            applies=_something_waits,
            shows_decision=True,
        ),
        Step(
            "clarify",
            _("Ask the applicant"),
            (Status.UNDER_REVIEW,),
            _(
                "The question is mailed to the applicant, who is reminded before the day to answer "
                "by and once after it; the case waits for the answer."
            ),
            review.request_clarification,
            Status.CLARIFICATION,
            _(
                "The applicant reads the question on the status page. If it comes to a vote, the "
                "members read question and answer."
            ),
            ClarificationForm,
            applies=_nothing_waits,
            may_mail=True,
        ),
        Step(
            "more-time",
            _("Give more time"),
            (Status.CLARIFICATION,),
            _("The applicant is told the new day; the reminders follow it."),
            clarifying.extend_clarification,
            seen_by=_("The applicant reads the new day on the status page."),
            form=MoreTimeForm,
            may_mail=True,
        ),
        Step(
            "take-back",
            _("Go on without the answer"),
            (Status.CLARIFICATION,),
            _("The review goes on, and the applicant is told that no answer is needed any more."),
            review.take_back_question,
            Status.UNDER_REVIEW,
            _("The applicant reads on the status page that the review goes on."),
            may_mail=True,
        ),
        Step(
            "eligible",
            _("Draft “eligible”"),
            consequence=_(
                "The decision waits for a colleague, who reads the same as you and releases it. "
                "Then the members may vote."
            ),
            service=partial(decisions.draft, outcome=Outcome.ELIGIBLE),
            style="btn-primary",
            why_not=lambda application, user: decisions.why_not_eligible(application),
            **DRAFTING,
        ),
        Step(
            "exception",
            _("Draft “eligible” as an exception"),
            consequence=_(
                "The decision waits for a colleague, who reads your reason and releases it. Then "
                "the members may vote although not every criterion is met."
            ),
            service=partial(decisions.draft, outcome=Outcome.ELIGIBLE),
            form=ExceptionForm,
            why_not=lambda application, user: decisions.why_no_exception(application),
            **DRAFTING,
        ),
        Step(
            "ineligible",
            _("Draft “not eligible”"),
            consequence=_(
                "The decision waits for a colleague, who reads the same as you and releases it. "
                "Then the case ends, with the reasons in writing."
            ),
            service=partial(decisions.draft, outcome=Outcome.INELIGIBLE),
            form=ReasonsForm,
            style="btn-danger",
            why_not=lambda application, user: decisions.why_not_ineligible(application),
            **DRAFTING,
        ),
        Step(
            "revert",
            _("Take the decision back"),
            (Status.ELIGIBLE, Status.INELIGIBLE),
            _(
                "The review goes on and findings can be changed again. A mail about the decision "
                "that has not left is discarded."
            ),
            decisions.revert,
            Status.UNDER_REVIEW,
            _("The applicant reads on the status page that the decision was taken back."),
            WhyForm,
            may_mail=True,
        ),
        Step(
            "new-link",
            _("Send a new link"),
            tuple(Status),
            _(
                "The owner of the application gets a new link by mail. Older links, those of all "
                "colleagues too, and every browser that came by them are shut out at once; the "
                "owner can send the colleagues new links."
            ),
            access.replace_all_links,
            seen_by=_("Nothing else changes for the applicant."),
            may_mail=True,
            mail_is_fixed=True,
            is_aside=True,
        ),
        Step(
            "conflict",
            _("Declare a conflict of interest"),
            tuple(Status),
            _(
                "You no longer act on this case, and it is no longer assigned to you. Only a "
                "colleague can override this, with a reason."
            ),
            conflicts.declare,
            seen_by=_("The secretariat reads that you declared it, and why. Nobody else does."),
            form=ReasonForm,
            why_not=_no_conflict_yet,
            is_aside=True,
        ),
    )
}

OVERRIDE = Step(
    "override",
    _("Override the conflict of interest"),
    tuple(Status),
    _("The colleague may act on this case again. Your reason stands in the history."),
    conflicts.override,
    seen_by=_("The secretariat reads your reason. Nobody else does."),
    form=ReasonForm,
)


@dataclass(frozen=True)
class Menu:
    """What this person can do with the case now, and why not what else the life cycle allows."""

    steps: list
    asides: list
    not_yet: list


def menu_of(application, user):
    if standing_conflict(application, user):
        why = _(
            "You declared a conflict of interest on this case, so you do not act on it. A "
            "colleague can override that, with a reason."
        )
        return Menu([], [], [why])
    fitting = [
        (step, step.why_not(application, user))
        for step in STEPS.values()
        if application.status in step.at and step.applies(application)
    ]
    possible = [step for step, why in fitting if not why]
    return Menu(
        [step for step in possible if not step.is_aside],
        [step for step in possible if step.is_aside],
        [why for step, why in fitting if why and not step.is_aside and step.name != "exception"],
    )
