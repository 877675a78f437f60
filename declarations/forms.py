from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge_exchange import uploads


class OnForm(forms.Form):
    """The day on which a step was taken."""

    on = forms.DateField(
        label=_("On which day?"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_on(self):
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return self.cleaned_data["on"]


class SignForm(OnForm):
    proof = forms.FileField(
        label=_("Proof"),
        help_text=_("The signed page or letter as a PDF. Only the secretariat can open it."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def clean_proof(self):
        return uploads.check_pdf(self.cleaned_data["proof"])
