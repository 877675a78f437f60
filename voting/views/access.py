"""Which motions a person may open: 403 for those outside the vote, 404 for what is not there."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from voting.permissions import can_see_motions, visible_motions


def motions_for(user):
    motions = visible_motions(user)
    if not can_see_motions(user) and not motions.exists():
        raise PermissionDenied
    return motions


def motion_for(user, pk):
    motions = motions_for(user).select_related("application", "rule_set", "certified_by")
    return get_object_or_404(motions, pk=pk)
