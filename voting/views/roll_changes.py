"""A proposed change of the roll, for a co-chair who may be the second person."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.attempts import attempt
from proposals.likeness import look_like_one_person
from voting import services
from voting.enums import AmendmentStatus
from voting.permissions import why_not_confirm
from voting.views.access import motion_for


@never_cache
def change(request, pk, amendment_pk):
    """Read it, then release or discard it. GET changes nothing."""
    motion = motion_for(request.user, pk)
    amendments = motion.amendments.select_related("entry", "leaving", "joining", "proposed_by")
    amendment = get_object_or_404(amendments, pk=amendment_pk)
    if why_not_confirm(request.user, motion, amendment):
        raise PermissionDenied
    if request.method == "POST":
        is_release = "release" in request.POST
        settle = services.confirm_amendment if is_release else services.discard_amendment
        success = (
            _("The roll is changed, and everybody on it is told.")
            if is_release
            else _("The proposal is discarded. The roll stays as it is.")
        )
        with attempt(request, success=success):
            settle(amendment, by=request.user)
        return redirect(motion)
    is_waiting = amendment.status == AmendmentStatus.PROPOSED
    context = {
        "motion": motion,
        "amendment": amendment,
        "is_waiting": is_waiting,
        "looks_like_one_person": (
            look_like_one_person(amendment.proposed_by, request.user)
            if is_waiting
            else amendment.looks_like_one_person
        ),
        "has_voted": amendment.entry.ballots.exists(),
    }
    return render(request, "voting/roll_change.html", context)
