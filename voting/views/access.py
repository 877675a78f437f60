"""Which motions a person may open: 403 for those outside the vote, 404 for what is not there."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from voting.models import Motion
from voting.permissions import can_see_motions, visible_motions


def motions_for(user):
    motions = visible_motions(user)
    if not can_see_motions(user) and not motions.exists():
        raise PermissionDenied
    return motions


def motion_for(user, pk):
    motions = motions_for(user).with_subject().select_related("certified_by")
    return get_object_or_404(motions, pk=pk)


def certified(pk):
    """A certified motion, which everybody may read about; None for any other."""
    motions = Motion.objects.certified().with_subject().select_related("certified_by")
    return motions.filter(pk=pk).first()


def counted_for(user, pk):
    """A motion whose result this person may read; None where there is none to read."""
    motion = certified(pk)
    if motion is None and user.is_authenticated:
        motion = motion_for(user, pk)
    return motion if motion and motion.is_counted else None
