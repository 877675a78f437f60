"""What happens next with an application, who is to act and by when."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.applications.models import Application, Clarification, Decision
from members.enums import ApplicationStatus as Status
from members.enums import Outcome


@dataclass(frozen=True)
class NextStep:
    text: str
    who: str = ""
    by: date | None = None


def open_questions(application: Application) -> list[Clarification]:
    """Those that wait for the applicant's answer, all by the same day."""
    if application.status != Status.CLARIFICATION:
        return []
    return list(application.clarifications.unanswered())


def next_step(application: Application) -> NextStep:
    """In the applicant's words."""
    secretariat, members = _("the secretariat"), _("the members")
    if application.status == Status.CLARIFICATION:
        questions = open_questions(application)
        text = ngettext(
            "The secretariat has a question. Answer it here.",
            "The secretariat has %(count)d questions. Answer them here.",
            len(questions),
        ) % {"count": len(questions)}
        return NextStep(text, _("you"), questions[0].due_on if questions else None)
    steps = {
        Status.DRAFT: (_("Complete the application and submit it."), _("you")),
        Status.SUBMITTED: (_("The secretariat takes up the application."), secretariat),
        Status.UNDER_REVIEW: (
            _("The secretariat checks the application against the four criteria."),
            secretariat,
        ),
        Status.ELIGIBLE: (
            _("The application is eligible. The secretariat opens the members' vote."),
            secretariat,
        ),
        Status.IN_VOTE: (
            _("The members are voting. You get an email once the result is certified."),
            members,
        ),
        Status.ADMITTED: (
            _("The centre is a member. Its representatives are invited by email."),
            "",
        ),
        Status.INELIGIBLE: (
            _(
                "The application was not eligible. You may apply again once what is missing "
                "is in place."
            ),
            "",
        ),
        Status.REFUSED: (_("The members did not admit the centre. The reasons stand below."), ""),
        Status.WITHDRAWN: (_("The application was withdrawn. You may apply again."), ""),
    }
    return NextStep(*steps[Status(application.status)])


def next_for_the_secretariat(application: Application, waiting: Decision | None = None) -> NextStep:
    """The same, as the secretariat has to hear it; `waiting` is a decision still to be released."""
    secretariat = _("the secretariat")
    if waiting:
        text = _("A decision is drafted. A second person reads it and releases or discards it.")
        return NextStep(text, secretariat)
    if application.status == Status.CLARIFICATION:
        questions = open_questions(application)
        text = ngettext(
            "The applicant answers the question. You can also go on without the answer.",
            "The applicant answers %(count)d questions. You can also go on without the answers.",
            len(questions),
        ) % {"count": len(questions)}
        return NextStep(text, _("the applicant"), questions[0].due_on if questions else None)
    steps = {
        Status.SUBMITTED: (_("Start the review."), secretariat),
        Status.UNDER_REVIEW: (
            _("Record a finding on each criterion, then draft the decision: eligible or not."),
            secretariat,
        ),
        Status.ELIGIBLE: (_("Open the members' vote."), secretariat),
        Status.IN_VOTE: (_("The members vote, then a co-chair certifies."), _("the members")),
    }
    closed = (_("Nothing: the case is closed."), "")
    return NextStep(*steps.get(Status(application.status), closed))


def what_release_did(application: Application, decision: Decision) -> str:
    """To the second person, once the decision is released."""
    if decision.outcome == Outcome.INELIGIBLE:
        return _("The application is declared not eligible. The applicant reads why.")
    return _("The application is declared eligible. It can be put to the vote.")
