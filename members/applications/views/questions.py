"""A question of those who vote, as the applicant reads and answers it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from common.once import once
from members.applications.forms import AnswerForm
from members.applications.services import questions
from members.applications.views.access import for_applicant
from members.enums import QuestionStatus


@for_applicant
@once
def question(request, application, pk):
    question = get_object_or_404(application.voter_questions.before_the_applicant(), pk=pk)
    if question.status == QuestionStatus.ANSWERED:
        messages.info(request, _("This question is answered already."))
        return redirect(application)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        questions.answer(question, form.cleaned_data["answer"], now=timezone.now())
        messages.success(request, _("Your answer was sent. Those who vote read it."))
        return redirect(application)
    context = {"application": application, "question": question, "form": form}
    return render(request, "members/voter_question.html", context)
