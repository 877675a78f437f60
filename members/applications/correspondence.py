"""What the secretariat and an applicant wrote to each other, as both may read it, by date."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from members.applications.models import Application, Clarification
from members.enums import ApplicationStatus
from outbox.models import Mail

# Only these: whatever else the outbox holds is the secretariat's, or not yet the applicant's.
TO_THE_APPLICANT = (
    "members.application_link",
    "members.application_received",
    "members.application_entered",
    "members.act_proposed",
    "members.answer_corrected",
    "members.application_withdrawn",
    "members.clarification_requested",
    "members.clarification_reminder",
    "members.clarification_extended",
    "members.question_taken_back",
    "members.evidence_expiring",
    "members.evidence_expired",
    "members.voter_question",
    "members.application_eligible",
    "members.application_ineligible",
    "members.decision_taken_back",
    "members.vote_called_off",
    "members.application_admitted",
    "members.application_refused",
)
DECIDED_AGAINST = (ApplicationStatus.INELIGIBLE, ApplicationStatus.REFUSED)


@dataclass(frozen=True)
class Letter:
    at: datetime
    kind: str  # mail, question or answer
    title: str
    text: str
    clarification: Clarification | None = None


def letters(application: Application) -> list[Letter]:
    """Mails as they left, questions and answers; nothing that is held, dropped or internal."""
    mails = Mail.objects.about(application).sent().filter(kind__in=TO_THE_APPLICANT)
    exchanged = [
        Letter(mail.sent_at, "mail", mail.subject, mail.text) for mail in mails if mail.sent_at
    ]
    for clarification in application.clarifications.prefetch_related("evidence"):
        title = _("Question")
        if clarification.criterion:
            criterion = clarification.get_criterion_display().lower()
            title = _("Question on %(criterion)s") % {"criterion": criterion}
        exchanged.append(
            Letter(clarification.asked_at, "question", title, clarification.question, clarification)
        )
        if clarification.answered_at:
            at, title = clarification.answered_at, _("Your answer")
            exchanged.append(Letter(at, "answer", title, clarification.answer, clarification))
    return sorted(exchanged, key=lambda letter: letter.at)


def decided_against(application: Application) -> bool:
    """Was it decided that this application does not lead to membership, and said so?"""
    return application.status in DECIDED_AGAINST and bool(application.decision_reasons)
