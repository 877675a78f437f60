"""A unit's word on its line of the provisional result."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache

from common.attempts import attempt
from common.once import once
from voting import services
from voting.enums import MotionStatus
from voting.forms import ContestForm
from voting.permissions import can_confirm, can_object, entry_of
from voting.records import confirmations
from voting.views.access import motion_for

CONTESTED = _lazy(
    "%(name)s: contested. Nobody can certify the result while this stands. The co-chairs and the "
    "secretariat get your reason; either it is settled and you confirm your line, or two people "
    "annul the result."
)
OBJECTED = _lazy(
    "%(name)s: your objection is on record. The co-chairs and the secretariat get your reason; the "
    "result is certified and can only be annulled, by two people."
)


@never_cache
@once
def confirm(request, pk):
    """One button to confirm; a form to contest. GET changes nothing."""
    motion = motion_for(request.user, pk)
    entry = entry_of(request.user, motion)
    if motion.status not in (MotionStatus.CLOSED, MotionStatus.CERTIFIED):
        messages.info(request, _("There is nothing to confirm on this motion now."))
        return redirect("voting:result", pk) if motion.is_counted else redirect(motion)
    if not (can_confirm(motion, entry) or can_object(motion, entry)):
        raise PermissionDenied
    is_contest = "contest" in request.POST
    form = ContestForm(request.POST if is_contest else None)
    name = {"name": entry.name}
    if request.method == "POST" and not is_contest:
        with attempt(request, success=_("%(name)s: confirmed.") % name):
            services.confirm(motion, by=request.user)
        return redirect("voting:result", motion.pk)
    if form.is_valid():
        with attempt(request) as contest:
            services.contest(motion, reason=form.cleaned_data["reason"], by=request.user)
        if contest.succeeded:
            text = OBJECTED if motion.is_certified else CONTESTED
            messages.warning(request, text % name)
        return redirect("voting:result", motion.pk)
    context = {
        "motion": motion,
        "entry": entry,
        "form": form,
        "said": confirmations.current_of(entry),
        "ballot": entry.current_ballot,
    }
    return render(request, "voting/confirm.html", context)
