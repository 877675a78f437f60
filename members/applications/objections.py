"""What two people want to do in an applicant's place, as long as it can be stopped."""

from datetime import timedelta

from members.applications.models import Application
from proposals.models import Proposal

OBJECTIONABLE = ("members.withdraw_application", "members.correct_answer")
TIME_TO_OBJECT = timedelta(days=3)  # at least, from the release on


def open_to_objection(application: Application) -> Proposal | None:
    """What is proposed and has not taken effect; there is one at a time."""
    return Proposal.objects.about(application).open().filter(kind__in=OBJECTIONABLE).first()
