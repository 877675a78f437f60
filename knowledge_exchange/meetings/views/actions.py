"""What a meeting agreed to do: its page, where it is ticked off and taken up again."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.outcome_messages import done
from knowledge_exchange import permissions
from knowledge_exchange.meetings.forms import DoneForm
from knowledge_exchange.meetings.models import Action, Minutes
from knowledge_exchange.meetings.services import minutes


def action(request, pk):
    found = _action(request.user, pk)
    may_tick_off = permissions.can_tick_off(request.user, found)
    form = DoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_tick_off:
            raise PermissionDenied
        if form.is_valid():
            how = {"by": request.user, "now": timezone.now(), **form.cleaned_data}
            done(request, minutes.tick_off, found, said=_("Ticked off."), **how)
            return _back(found)
    context = {"action": found, "form": form, "may_tick_off": may_tick_off}
    return render(request, "knowledge_exchange/meetings/action.html", context)


@require_POST
def reopen(request, pk):
    found = _action(request.user, pk)
    if not permissions.can_tick_off(request.user, found):
        raise PermissionDenied
    done(request, minutes.reopen, found, said=_("It is open again."), by=request.user)
    return _back(found)


def _action(user, pk):
    """Actions are for the members, once they have the minutes."""
    if not permissions.can_read_drafts(user):
        raise Http404
    actions = Action.objects.select_related("meeting", "centre", "done_by")
    found = get_object_or_404(actions, pk=pk)
    written = Minutes.objects.filter(meeting=found.meeting).first()
    if not permissions.can_read_minutes(user, written):
        raise Http404
    return found


def _back(action):
    return redirect(f"{action.meeting.get_absolute_url()}#actions")
