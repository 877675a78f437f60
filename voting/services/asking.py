"""Questions to the applicant, asked by those who vote."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.services import questions
from voting.clock import database_time
from voting.permissions import entry_of, why_no_ballot


@transaction.atomic
def ask(motion, text, *, by, clock=database_time):
    """Only somebody who could cast a ballot now asks; the members' register keeps the question."""
    now = clock()
    if why_not := why_no_ballot(by, motion, entry_of(by, motion), now):
        raise Refused(why_not)
    if motion.application is None:
        raise Refused(_("There is no applicant who could be asked."))
    return questions.ask(motion.application, text, by=by, now=now)
