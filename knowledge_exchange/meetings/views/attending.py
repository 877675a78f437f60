"""An invited person answers, and says that they were there."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from knowledge_exchange.meetings.forms import AnswerForm, SubstituteForm
from knowledge_exchange.meetings.models import Attendance, Meeting
from knowledge_exchange.meetings.services import attending, substitutes


def answer(request, number):
    attendance = _own_attendance(request.user, number)
    meeting, now = attendance.meeting, timezone.now()
    form = AnswerForm(request.POST if request.method == "POST" else None, attendance=attendance)
    if form.is_valid():
        with attempt(request, success=_("Your answer is stored.")):
            attending.reply(
                attendance,
                answer=form.cleaned_data["answer"],
                practical_answers=form.practical_answers,
                now=now,
            )
        return redirect(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "takes_answers": meeting.takes_answers(now),
        "attendance": attendance,
    }
    return render(request, "knowledge_exchange/meetings/answer.html", context)


def substitute(request, number):
    """Somebody else comes in the place of the person who was invited."""
    attendance = _own_attendance(request.user, number)
    meeting, now = attendance.meeting, timezone.now()
    colleagues = substitutes.colleagues_of(attendance, now)
    posted = request.POST if request.method == "POST" else None
    form = SubstituteForm(posted, colleagues=colleagues)
    if form.is_valid():
        success = _("The secretariat knows who comes in your place.")
        with attempt(request, success=success, form=form) as sending:
            substitutes.send(attendance, by=request.user, now=now, **form.cleaned_data)
        if sending.succeeded:
            return redirect(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "attendance": attendance,
        "takes_answers": meeting.takes_answers(now),
    }
    return render(request, "knowledge_exchange/meetings/substitute.html", context)


@require_POST
def note_own(request, number):
    attendance = _own_attendance(request.user, number)
    present = "undo" not in request.POST
    success = _("It is noted that you are there.") if present else _("Taken back.")
    with attempt(request, success=success):
        attending.note_own(attendance, present=present, now=timezone.now())
    return redirect(attendance.meeting)


def _own_attendance(user, number):
    """Whoever was not invited, or no longer sees the meeting, has nothing to answer."""
    meeting = get_object_or_404(Meeting.objects.visible_to(user), number=number)
    invited = Attendance.objects.for_user(user).select_related(
        "meeting", "user", "centre", "substitute__user", "guest_substitute"
    )
    return get_object_or_404(invited, meeting=meeting)
