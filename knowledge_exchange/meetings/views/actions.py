"""What a meeting agreed to do: its page, where it is ticked off and taken up again."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from knowledge_exchange import permissions
from knowledge_exchange.meetings.forms import DoneForm
from knowledge_exchange.meetings.models import Action, Minutes
from knowledge_exchange.meetings.permissions import can_read_minutes, can_tick_off
from knowledge_exchange.meetings.services import minutes


def action(request, pk):
    action = _readable_action(request.user, pk)
    may_tick_off = can_tick_off(request.user, action)
    form = DoneForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not may_tick_off:
        raise PermissionDenied
    if form.is_valid():
        with attempt(request, success=_("Ticked off.")):
            minutes.tick_off(action, by=request.user, now=timezone.now(), **form.cleaned_data)
        return _to_actions(action)
    context = {"action": action, "form": form, "may_tick_off": may_tick_off}
    return render(request, "knowledge_exchange/meetings/action.html", context)


@require_POST
def reopen(request, pk):
    action = _readable_action(request.user, pk)
    if not can_tick_off(request.user, action):
        raise PermissionDenied
    with attempt(request, success=_("It is open again.")):
        minutes.reopen(action, by=request.user)
    return _to_actions(action)


def _readable_action(user, pk):
    """Actions are for the members, once they have the minutes."""
    if not permissions.can_read_drafts(user):
        raise Http404
    actions = Action.objects.select_related("meeting", "centre", "done_by")
    action = get_object_or_404(actions, pk=pk)
    if not can_read_minutes(user, Minutes.objects.filter(meeting=action.meeting).first()):
        raise Http404
    return action


def _to_actions(action):
    return redirect(f"{action.meeting.get_absolute_url()}#actions")
