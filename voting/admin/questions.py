"""Passing a voter's question on to the applicant, or declining it."""

from copy import copy

from django import forms
from django.utils.translation import gettext_lazy as _

from common.admin.steps import Step
from common.form_fields import LinesField
from members.applications.services import questions
from members.enums import QuestionStatus
from outbox.rehearsal import rehearsed


class PassOnForm(forms.Form):
    wording = LinesField(
        label=_("The question as the applicant reads it"),
        help_text=_("Change what would tell who asks. Everybody on the roll reads it too."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DeclineForm(forms.Form):
    reason = LinesField(
        label=_("Why it is not passed on"),
        help_text=_("Only the person who asked reads it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def settling(question, **details):
    """What both ways to settle a question have in common."""
    return Step(
        applies=lambda motion: question.status == QuestionStatus.ASKED,
        letters=rehearsed,
        **details,
    )


def pass_on(question):
    return settling(
        question,
        name="pass_on",
        label=_("Pass it on to the applicant"),
        act=lambda motion, *, wording, by, now: questions.forward(
            copy(question), wording, by=by, now=now
        ),
        consequence=_("The applicant is asked. The answer is read by everybody on the roll."),
        seen_by=_("The applicant and the roll read your words. Nobody learns who asked."),
        done=_("The question is on its way to the applicant."),
        form=PassOnForm,
        form_details=lambda motion: {"initial": {"wording": question.asked}},
        style="btn-primary",
    )


def decline(question):
    return settling(
        question,
        name="decline",
        label=_("Do not pass it on"),
        act=lambda motion, *, reason, by, now: questions.decline(
            copy(question), reason, by=by, now=now
        ),
        consequence=_("The applicant does not learn that it was asked."),
        seen_by=_("Only the person who asked reads why."),
        done=_("The question is declined. Who asked reads why."),
        form=DeclineForm,
    )
