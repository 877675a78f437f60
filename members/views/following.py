"""What an applicant can still do after submitting: answer a question, withdraw."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members.enums import Criterion
from members.forms import AnswerForm, EvidenceForm
from members.next_steps import open_question
from members.permissions import can_withdraw
from members.services import applying
from members.views.access import for_applicant, forget
from members.views.evidence import keep_evidence


@for_applicant
def answer(request, application):
    question = open_question(application)
    if question is None:
        messages.info(request, _("There is no open question."))
        return redirect(application)
    form = AnswerForm(request.POST or None)
    evidence_form = EvidenceForm(
        request.POST or None, request.FILES or None, kept=application.evidence.count()
    )
    if request.method == "POST" and form.is_valid() and evidence_form.is_valid():
        return _answered(request, application, question, form, evidence_form)
    context = {
        "application": application,
        "question": question,
        "form": form,
        "evidence_form": evidence_form,
    }
    return render(request, "members/answer.html", context)


def _answered(request, application, question, form, evidence_form):
    if evidence_form.has_content:
        keep_evidence(application, question.criterion or Criterion.MANDATE, evidence_form)
    applying.answer_clarification(application, form.cleaned_data["answer"], now=timezone.now())
    messages.success(request, _("Your answer was sent to the secretariat."))
    return redirect(application)


@for_applicant
def withdraw(request, application):
    if request.method == "POST":
        applying.withdraw(application, now=timezone.now())
        messages.success(request, _("The application was withdrawn."))
        return redirect(application)
    if not can_withdraw(application):
        messages.info(request, _("This application can no longer be withdrawn."))
        return redirect(application)
    return render(request, "members/withdraw.html", {"application": application})


@require_POST
@for_applicant
def leave(request, application):
    """Close the application in this browser; its link opens it again."""
    forget(request, application)
    messages.success(request, _("The application is closed in this browser."))
    return redirect("members:join")
