"""An invited person answers, and says that they were there."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.outcome_messages import done
from knowledge_exchange.meetings.forms import AnswerForm
from knowledge_exchange.meetings.models import Attendance, Meeting
from knowledge_exchange.meetings.services import attending


def answer(request, number):
    own = _own(request.user, number)
    form = AnswerForm(request.POST if request.method == "POST" else None, attendance=own)
    if form.is_valid():
        chosen, told = form.cleaned_data["answer"], _("Your answer is stored.")
        done(request, attending.reply, own, said=told, answer=chosen, now=timezone.now())
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
    done(request, attending.note_own, own, said=told, present=present, now=timezone.now())
    return redirect(own.meeting)


def _own(user, number):
    """Whoever was not invited, or no longer sees the meeting, has nothing to answer."""
    meeting = get_object_or_404(Meeting.objects.visible_to(user), number=number)
    invited = Attendance.objects.of(user).select_related("meeting")
    return get_object_or_404(invited, meeting=meeting)
