"""Questions of those who vote: asked, passed on or declined by the secretariat, answered."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.models import Application, VoterQuestion
from members.applications.services.moves import locked, note
from members.applications.services.notifications import notify_applicant, notify_desk
from members.enums import ApplicationStatus, QuestionStatus
from members.register.models import User

BEFORE_THE_DECISION = (ApplicationStatus.ELIGIBLE, ApplicationStatus.IN_VOTE)


@transaction.atomic
def ask(application: Application, text: str, *, by: User, now: datetime) -> VoterQuestion:
    """Put a question to the applicant by way of the secretariat. Who may ask, `voting` says."""
    row = _undecided(application)
    if not text.strip():
        raise Refused(_("Write the question."))
    question = row.voter_questions.create(asked=text, asked_by=by, asked_at=now)
    notify_desk(row, "members.desk_voter_question", now=now, again=question.pk)
    return question


@transaction.atomic
def forward(question: VoterQuestion, wording: str, *, by: User, now: datetime) -> VoterQuestion:
    """Pass it on in words that do not tell who asks."""
    row = _undecided(question.application)
    _must_be(QuestionStatus.ASKED, question)
    if not wording.strip():
        raise Refused(_("Write the question as the applicant is to read it."))
    settled = {"settled_by": by, "settled_at": now}
    _set(question, status=QuestionStatus.FORWARDED, wording=wording, **settled)
    note(row, by=by, now=now, what=_("A question of a member was passed on"))
    kind = "members.voter_question"
    notify_applicant(row, kind, now=now, again=question.pk, details={"question": question.pk})
    return question


@transaction.atomic
def decline(question: VoterQuestion, reason: str, *, by: User, now: datetime) -> VoterQuestion:
    """Do not pass it on; whoever asked reads why."""
    row = _undecided(question.application)
    _must_be(QuestionStatus.ASKED, question)
    if not reason.strip():
        raise Refused(_("Say why the question is not passed on."))
    settled = {"settled_by": by, "settled_at": now}
    _set(question, status=QuestionStatus.DECLINED, decline_reason=reason, **settled)
    what = _("A question of a member was not passed on")
    note(row, by=by, now=now, what=what, for_applicant=False)
    return question


@transaction.atomic
def answer(question: VoterQuestion, text: str, *, now: datetime) -> VoterQuestion:
    """The applicant answers, once; those who vote read it."""
    row = _undecided(question.application)
    _must_be(QuestionStatus.FORWARDED, question)
    if not text.strip():
        raise Refused(_("Write the answer."))
    _set(question, status=QuestionStatus.ANSWERED, answer=text, answered_at=now)
    note(row, by=None, now=now, what=_("A member's question was answered"))
    notify_desk(row, "members.desk_voter_answer", now=now, again=question.pk)
    return question


def _undecided(application: Application) -> Application:
    row = locked(application)
    if row.status not in BEFORE_THE_DECISION:
        raise Refused(
            _("Questions end with the vote: the application is now “%(status)s”.")
            % {"status": row.get_status_display()}
        )
    return row


def _must_be(status: QuestionStatus, question: VoterQuestion) -> None:
    """Read again under the application's lock, so that two do not settle it at once."""
    stored = VoterQuestion.objects.get(pk=question.pk)
    if stored.status != status:
        raise Refused(
            _("This step is no longer possible: the question is now “%(status)s”.")
            % {"status": stored.get_status_display()}
        )


def _set(question: VoterQuestion, **changes: object) -> None:
    for field, value in changes.items():
        setattr(question, field, value)
    question.save(update_fields=list(changes))
