"""What the secretariat can do with a case: one entry for each step of the life cycle."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.enums import ApplicationStatus as Status
from members.enums import Criterion, Verdict
from members.services import access, review

ANSWER_DAYS = 14


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


class ClarificationForm(forms.Form):
    criterion = forms.ChoiceField(
        label=_("About"),
        required=False,
        choices=[("", _("The application as a whole")), *Criterion.choices],
    )
    question = forms.CharField(label=_("Question"), widget=forms.Textarea(attrs={"rows": 5}))
    due_on = forms.DateField(
        label=_("Answer by"),
        initial=lambda: timezone.localdate() + timedelta(days=ANSWER_DAYS),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_due_on(self):
        if self.cleaned_data["due_on"] <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day after today."))
        return self.cleaned_data["due_on"]


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
            _("The question is mailed to the applicant; the case waits for the answer."),
            review.request_clarification,
            ClarificationForm,
        ),
        Step(
            "take-back",
            _("Go on without the answer"),
            (Status.CLARIFICATION,),
            Status.UNDER_REVIEW,
            _("The question is taken back and the review goes on. No mail goes out."),
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
                "The owner of the application gets a new link by mail. Older links, those of all "
                "colleagues too, and every browser that came by them are shut out at once; the "
                "owner can send the colleagues new links."
            ),
            access.replace_all_links,
        ),
    )
}


def steps_at(status):
    return [step for step in STEPS.values() if status in step.at]
