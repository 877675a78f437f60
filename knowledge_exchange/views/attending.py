"""An invited person answers, and says that they were there."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge_exchange.meetings_forms import AnswerForm
from knowledge_exchange.models import Attendance, Meeting
from knowledge_exchange.services import Refused, attending


def answer(request, number):
    own = _own(request.user, number)
    form = AnswerForm(request.POST if request.method == "POST" else None, attendance=own)
    if form.is_valid():
        said = form.cleaned_data["answer"]
        _do(request, attending.reply, own, answer=said, told=_("Your answer is stored."))
        return redirect(own.meeting)
    context = {
        "meeting": own.meeting,
        "form": form,
        "takes_answers": own.meeting.takes_answers(timezone.now()),
    }
    return render(request, "knowledge_exchange/meetings/answer.html", context)


@require_POST
def note_own(request, number):
    own = _own(request.user, number)
    present = "undo" not in request.POST
    told = _("It is noted that you are there.") if present else _("Taken back.")
    _do(request, attending.note_own, own, present=present, told=told)
    return redirect(own.meeting)


def _own(user, number):
    """Whoever was not invited, or no longer sees the meeting, has nothing to answer."""
    meeting = get_object_or_404(Meeting.objects.visible_to(user), number=number)
    invited = Attendance.objects.of(user).select_related("meeting")
    return get_object_or_404(invited, meeting=meeting)


def _do(request, act, attendance, *, told, **said):
    try:
        act(attendance, now=timezone.now(), **said)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
