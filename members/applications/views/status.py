"""Where an application stands, as its applicant reads it."""

from django.utils import timezone

from common.dates import network_day
from members.applications.answers import parts
from members.applications.correspondence import decided_against, letters
from members.applications.next_steps import next_step, open_questions
from members.applications.objections import open_to_objection
from members.applications.permissions import can_apply_again, can_withdraw
from members.applications.services.questions import BEFORE_THE_DECISION


def status_page(application):
    return {
        "application": application,
        "events": application.events.filter(is_public_to_applicant=True),
        "letters": letters(application),
        "open_questions": open_questions(application),
        "parts": parts(application),
        "decided_against": decided_against(application),
        "voter_questions": application.voter_questions.before_the_applicant(),
        "can_answer": application.status in BEFORE_THE_DECISION,
        "findings": application.findings.order_by("pk"),
        "proposed": open_to_objection(application),
        "next_step": next_step(application),
        "can_withdraw": can_withdraw(application),
        "can_apply_again": can_apply_again(application, network_day(timezone.now())),
    }
