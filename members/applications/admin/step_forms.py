"""What the secretariat fills in on the page of a step."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.form_fields import LinesField

INTERNAL = _("Only the secretariat reads this.")


class ReasonsForm(forms.Form):
    reasons = LinesField(
        label=_("Reasons"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The applicant reads these words, with the findings."),
    )


class ExceptionForm(forms.Form):
    exception = LinesField(
        label=_("Why eligible although not every criterion is met"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=INTERNAL,
    )


class WhyForm(forms.Form):
    why = LinesField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 4}), help_text=INTERNAL
    )


class ReasonForm(forms.Form):
    reason = LinesField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=INTERNAL,
    )


class NoteForm(forms.Form):
    text = LinesField(
        label=_("New note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only the secretariat reads notes; they can be neither changed nor deleted."),
    )
