"""What the secretariat can do with a case: one entry for each step of the life cycle."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from members.admin.questions import ClarificationForm, MoreTimeForm
from members.enums import ApplicationStatus as Status
from members.enums import Verdict
from members.services import applying, clarifying, review


class FindingForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("This criterion is"), choices=Verdict, widget=forms.RadioSelect
    )
    note_text = forms.CharField(
        label=_("Note for the members"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed unless the criterion is met."),
    )

    def clean(self):
        cleaned = super().clean()
        falls_short = cleaned.get("verdict") in (Verdict.NOT_MET, Verdict.UNCLEAR)
        if falls_short and not cleaned.get("note_text", "").strip():
            self.add_error("note_text", _("Say what is missing or unclear."))
        return cleaned

    @staticmethod
    def initial_of(finding):
        return {"verdict": finding.verdict, "note_text": finding.note} if finding else {}


class ConfirmForm(forms.Form):
    """Nothing to fill in: the page itself asks."""


class ReasonsForm(forms.Form):
    reasons = forms.CharField(
        label=_("Reasons"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The applicant reads these words, with the findings."),
    )


@dataclass(frozen=True)
class Step:
    name: str
    label: str
    at: tuple
    target: str
    consequence: str
    service: Callable
    form: type[forms.Form] = ConfirmForm
    style: str = "btn-outline-primary"
    why_not: Callable = lambda application: ""


STEPS = {
    step.name: step
    for step in (
        Step(
            "take-up",
            _("Start the review"),
            (Status.SUBMITTED,),
            Status.UNDER_REVIEW,
            _("You answer for the case from now on. No mail goes out."),
            review.take_up,
            style="btn-primary",
        ),
        Step(
            "clarify",
            _("Ask the applicant"),
            (Status.UNDER_REVIEW,),
            Status.CLARIFICATION,
            _(
                "The question is mailed to the applicant, who is reminded before the day to answer "
                "by and once after it; the case waits for the answer."
            ),
            review.request_clarification,
            ClarificationForm,
        ),
        Step(
            "more-time",
            _("Give more time"),
            (Status.CLARIFICATION,),
            "",
            _("The applicant is told the new day; the reminders follow it."),
            clarifying.extend_clarification,
            MoreTimeForm,
        ),
        Step(
            "take-back",
            _("Go on without the answer"),
            (Status.CLARIFICATION,),
            Status.UNDER_REVIEW,
            _("The review goes on, and the applicant is told that no answer is needed any more."),
            review.take_back_question,
        ),
        Step(
            "eligible",
            _("Declare eligible"),
            (Status.UNDER_REVIEW,),
            Status.ELIGIBLE,
            _("The applicant gets a mail. The next step is to open the members' vote."),
            review.declare_eligible,
            style="btn-primary",
            why_not=review.why_not_eligible,
        ),
        Step(
            "ineligible",
            _("Declare not eligible"),
            (Status.UNDER_REVIEW,),
            Status.INELIGIBLE,
            _("The case ends. The applicant is mailed the reasons and the findings."),
            review.declare_ineligible,
            ReasonsForm,
            style="btn-danger",
            why_not=review.why_not_ineligible,
        ),
        Step(
            "reopen",
            _("Reopen the review"),
            (Status.ELIGIBLE,),
            Status.UNDER_REVIEW,
            _("Findings can be changed again. No mail goes out."),
            review.reopen_review,
        ),
        Step(
            "new-link",
            _("Send a new link"),
            tuple(Status),
            "",
            _(
                "The applicant gets a new link by mail. Older links and every browser that came "
                "by them are shut out at once."
            ),
            applying.replace_link,
        ),
    )
}


def steps_at(status):
    return [step for step in STEPS.values() if status in step.at]
