"""Who may do what with an application. The secretariat's own rights: `members/permissions.py`."""

from datetime import date

from django.contrib.auth.models import AnonymousUser

from members.applications.models import Application, Collaborator
from members.enums import ENDED_WITHOUT_ADMISSION, NEXT_APPLICATION, ApplicationStatus
from members.permissions import is_secretariat
from members.register.models import User


def can_see_evidence(
    viewer: User | AnonymousUser | Collaborator,
    application: Application,
    *,
    reads_the_motion: bool = False,
) -> bool:
    """The applicant's own people, the secretariat once it is submitted, and those who read a vote.

    Who may read a motion on the application is for `voting` to say, which is above: it passes
    `reads_the_motion`. Asked for each file, for lists of them and for the archive.
    """
    if isinstance(viewer, Collaborator):
        return viewer.application_id == application.pk and viewer.removed_at is None
    if application.submitted_at is None:
        return False
    return reads_the_motion or is_secretariat(viewer)


def can_manage(person: Collaborator) -> bool:
    """Invite, remove, hand over, withdraw and apply again are for the application's owner."""
    return person.is_owner and person.removed_at is None


def can_withdraw(application: Application) -> bool:
    """The applicant may in any open state."""
    following = NEXT_APPLICATION.get(ApplicationStatus(application.status), set())
    return ApplicationStatus.WITHDRAWN in following


def can_apply_again(application: Application, on: date) -> bool:
    """Once a case ended without admission, and not before the day that the decision names."""
    ended = application.status in ENDED_WITHOUT_ADMISSION
    return ended and (application.reapply_from is None or application.reapply_from <= on)
