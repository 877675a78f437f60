"""The applicant answers the questions of the secretariat one by one, with words and evidence."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.once import once
from members.applications.evidence_forms import EvidenceForm
from members.applications.forms import AnswerForm
from members.applications.next_steps import open_questions
from members.applications.services import applying
from members.applications.views.access import for_applicant
from members.applications.views.evidence import keep_evidence, say_what_was_kept


@for_applicant
@once
def answer(request, application, pk=None):
    """The first that is open, or the one that was chosen."""
    questions = open_questions(application)
    question = next((each for each in questions if pk in (None, each.pk)), None)
    if question is None:
        messages.info(request, _("This question waits for no answer any more."))
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
        criterion = question.criterion or evidence_form.cleaned_data.get("criterion")
        kept = []
        if criterion:
            kept = keep_evidence(
                application, criterion, evidence_form, now=timezone.now(), answering=question
            )
        if form.is_valid() and not evidence_form.errors:
            text, by = form.cleaned_data["answer"], request.collaborator
            applying.answer_clarification(question, text, by=by, now=timezone.now())
            return _next(request, application, [each for each in questions if each != question])
        say_what_was_kept(request, kept)
    context = {
        "application": application,
        "question": question,
        "number": questions.index(question) + 1,
        "questions": questions,
        "form": form,
        "evidence_form": evidence_form,
        "evidence": question.evidence.all(),
    }
    return render(request, "members/answer.html", context)


def _next(request, application, left):
    """After an answer: to what is still open, or back to where the application stands."""
    if not left:
        messages.success(request, _("Your answer was sent to the secretariat."))
        return redirect(application)
    sent = ngettext(
        "Your answer was sent. %(count)d more question waits for you.",
        "Your answer was sent. %(count)d more questions wait for you.",
        len(left),
    )
    messages.success(request, sent % {"count": len(left)})
    return redirect("members:answer_question", application.reference, left[0].pk)
