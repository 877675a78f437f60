"""Passing a voter's question on to the applicant, or declining it."""

from functools import partial

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from common.dates import database_time
from members.applications.services import questions
from members.enums import QuestionStatus
from voting.admin import pages


class PassOnForm(forms.Form):
    wording = forms.CharField(
        label=_("The question as the applicant reads it"),
        help_text=_("Change what would tell who asks. Everybody on the roll reads it too."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is not passed on"),
        help_text=_("Only the person who asked reads it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def settle(request, site, motion, question_pk):
    asked = get_object_or_404(motion.application.voter_questions, pk=question_pk)
    declines = "decline" in request.POST
    passes_on = request.method == "POST" and not declines
    pass_on = PassOnForm(request.POST if passes_on else None, initial={"wording": asked.asked})
    decline = DeclineForm(request.POST if declines else None)
    by = {"by": request.user, "now": database_time()}
    if pass_on.is_valid():
        act = partial(questions.forward, asked, pass_on.cleaned_data["wording"], **by)
        return pages.do(request, motion, act, _("The question is on its way to the applicant."))
    if decline.is_valid():
        act = partial(questions.decline, asked, decline.cleaned_data["reason"], **by)
        return pages.do(request, motion, act, _("The question is declined."))
    context = {
        "asked": asked,
        "pass_on": pass_on,
        "decline": decline,
        "is_waiting": asked.status == QuestionStatus.ASKED,
    }
    return pages.show(request, site, motion, "question", _("A voter's question"), **context)
