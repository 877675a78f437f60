"""A unit's word on its line of the provisional result."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from voting import services
from voting.confirmations import said_by
from voting.enums import MotionStatus, Stand
from voting.forms import ContestForm
from voting.permissions import can_confirm, entry_of
from voting.views.access import motion_for


@never_cache
def confirm(request, pk):
    """One button to confirm; a form to contest. GET changes nothing."""
    motion = motion_for(request.user, pk)
    entry = entry_of(request.user, motion)
    if motion.status != MotionStatus.CLOSED:
        messages.info(request, _("There is nothing to confirm on this motion now."))
        return redirect("voting:result", pk) if motion.is_counted else redirect(motion)
    if not can_confirm(motion, entry):
        raise PermissionDenied
    is_contest = "contest" in request.POST
    form = ContestForm(request.POST if is_contest else None)
    if request.method == "POST" and not is_contest:
        return _said(request, motion, services.confirm)
    if form.is_valid():
        return _said(request, motion, services.contest, reason=form.cleaned_data["reason"])
    context = {"motion": motion, "entry": entry, "form": form}
    context |= {"said": said_by(entry), "ballot": entry.current_ballot}
    return render(request, "voting/confirm.html", context)


def _said(request, motion, act, **facts):
    try:
        said = act(motion, by=request.user, **facts)
    except services.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        _notify(request, said)
    return redirect("voting:result", motion.pk)


def _notify(request, said):
    name = {"name": said.entry.name}
    if said.stand == Stand.CONFIRMED:
        messages.success(request, _("%(name)s: confirmed.") % name)
        return
    messages.warning(
        request,
        _(
            "%(name)s: contested. Nobody can certify the result while this stands. The co-chairs "
            "and the secretariat get your reason; either it is settled and you confirm your line, "
            "or the secretariat annuls the result."
        )
        % name,
    )
