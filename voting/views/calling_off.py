"""A co-chair proposes to withdraw an open motion, or to annul a provisional result."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.attempts import attempt
from common.once import once
from proposals import services as proposals
from voting import two_people
from voting.forms import ReasonsForm
from voting.views.access import motion_for


@never_cache
@once
def call_off(request, pk):
    motion = motion_for(request.user, pk)
    kind = two_people.calling_off(motion)
    if kind is None:
        raise Http404
    if kind.why_not_propose(request.user, motion):
        raise PermissionDenied
    form = ReasonsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        proposed = _("Proposed. It happens once another co-chair has released it.")
        reasons = form.cleaned_data["reasons"]
        with attempt(request, success=proposed, form=form) as proposing:
            proposals.propose(
                motion,
                kind.name,
                {"reasons": reasons},
                title=_("%(act)s: %(thing)s") % {"act": kind.label, "thing": motion},
                reason=reasons,
                by=request.user,
                now=timezone.now(),
            )
        if proposing.succeeded:
            return redirect("tasks")
    context = {"motion": motion, "kind": kind, "form": form, "facts": kind.facts(motion)}
    return render(request, "voting/call_off.html", context)
