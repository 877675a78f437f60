"""The applicant answers a question of the secretariat, with words and evidence."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from common.once import once
from members.applications.evidence_forms import EvidenceForm
from members.applications.forms import AnswerForm
from members.applications.next_steps import open_question
from members.applications.services import applying
from members.applications.views.access import for_applicant
from members.applications.views.evidence import keep_evidence, say_what_was_kept
from members.enums import Criterion


@for_applicant
@once
def answer(request, application):
    question = open_question(application)
    if question is None:
        messages.info(request, _("There is no open question."))
        return redirect(application)
    form = AnswerForm(request.POST or None)
    evidence_form = EvidenceForm(
        request.POST or None,
        request.FILES or None,
        whose=application.reference,
        asks_criterion=not question.criterion,
    )
    if request.method == "POST":
        evidence_form.is_valid()  # a question without a criterion leaves it to the applicant
        chosen = evidence_form.cleaned_data.get("criterion")
        criterion = question.criterion or chosen or Criterion.MANDATE
        kept = keep_evidence(application, criterion, evidence_form, now=timezone.now())
        if form.is_valid() and not evidence_form.errors:
            text, by = form.cleaned_data["answer"], request.collaborator
            applying.answer_clarification(application, text, by=by, now=timezone.now())
            messages.success(request, _("Your answer was sent to the secretariat."))
            return redirect(application)
        say_what_was_kept(request, kept)
    context = {
        "application": application,
        "question": question,
        "form": form,
        "evidence_form": evidence_form,
        "evidence": question.evidence.all(),
    }
    return render(request, "members/answer.html", context)
