"""Who may see, cast, open and certify. The secretariat never votes."""

from django.utils import timezone

from members.models import CoChairTerm
from members.permissions import can_read_dossiers, representation_of
from voting.enums import RollStatus
from voting.models import Motion, RollEntry

SECRETARIAT_PERMISSIONS = ("voting.open_motion", "voting.view_motion", "voting.view_ruleset")


def can_see_motions(user):
    return user.is_authenticated and can_read_dossiers(user)


def can_open_motion(user):
    return user.is_active and user.is_staff and user.has_perm("voting.open_motion")


def entry_of(user, motion):
    """The roll entry this person may cast for; None for everybody else, staff always."""
    if user.is_staff:
        return None
    return RollEntry.objects.of(user).filter(motion=motion).first()


def can_vote(user, motion):
    entry = entry_of(user, motion)
    return motion.is_open and entry is not None and entry.status == RollStatus.ELIGIBLE


def co_chair_centre(user, day=None):
    """The centre that this person speaks for as co-chair, or None."""
    representation = representation_of(user)
    if representation is None or representation.role == "observer":
        return None
    terms = CoChairTerm.objects.on(day or timezone.localdate())
    return representation.centre if terms.filter(centre=representation.centre).exists() else None


def can_certify(user, motion):
    """A co-chair may, but never one of the applicant's own country."""
    centre = co_chair_centre(user)
    if centre is None or user.is_staff:
        return False
    return motion.application is None or motion.application.country != centre.country


def waiting_ballots(user):
    """How many open motions wait for this person's centre."""
    if user.is_staff:
        return 0
    open_motions = Motion.objects.open().values("pk")
    return RollEntry.objects.of(user).filter(motion__in=open_motions).without_a_ballot().count()
