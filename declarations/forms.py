from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from common.form_fields import DayField, LineField
from declarations import services
from declarations.models import TextVersion
from declarations.services import CORRECTABLE
from uploads import pdf_checking
from uploads.form_fields import PdfField


def today():
    return network_day(timezone.now())


class OnForm(forms.Form):
    """The day on which a step was taken."""

    on = DayField(label=_("On which day?"), initial=today)

    def clean_on(self):
        if self.cleaned_data["on"] > today():
            raise forms.ValidationError(_("This day is still to come."))
        return self.cleaned_data["on"]


class SignForm(OnForm):
    proof = PdfField(
        label=_("Proof"),
        help_text=_("The signed page or letter as a PDF. Only the secretariat can open it."),
    )

    def clean_proof(self):
        return pdf_checking.check_pdf(self.cleaned_data["proof"])


class WithdrawForm(OnForm):
    reason = LineField(
        label=_("Reason"),
        max_length=300,
        help_text=_(
            "As the ministry gave it, or that it gave none. Shown to the public once the ministry "
            "was."
        ),
    )
    proof = PdfField(
        label=_("Letter of withdrawal"),
        required=False,
        help_text=_("As a PDF. Only the secretariat can open it."),
    )

    def clean_proof(self):
        proof = self.cleaned_data["proof"]
        return pdf_checking.check_pdf(proof) if proof else None


class CorrectForm(forms.Form):
    """What may hold a typing error, as it stands; a day that is not known is not asked for."""

    region = LineField(label=_("Region"), max_length=150)
    ministry = LineField(label=_("Ministry"), max_length=200)
    office = LineField(label=_("Office of the signatory"), max_length=200)
    announced_on = DayField(label=_("Announced"))
    signed_on = DayField(label=_("Signed"))
    withdrawn_on = DayField(label=_("Withdrawn"))
    why = LineField(label=_("Why is it corrected?"), max_length=100)

    def __init__(self, *bound, signature):
        self.stored = {name: getattr(signature, name) for name in CORRECTABLE}
        super().__init__(*bound, initial=self.stored)
        for name in CORRECTABLE:
            if not getattr(signature, name):
                del self.fields[name]

    def clean(self):
        """What stays is no part of what is proposed."""
        cleaned = super().clean()
        return {
            name: value
            for name, value in cleaned.items()
            if name not in CORRECTABLE or value != self.stored[name]
        }


class CommitmentFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        changes = self.has_changed() and self.instance.pk
        if changes and services.commitments_are_frozen(self.instance):
            raise forms.ValidationError(
                _("The declaration is open for signature: its commitments stay as they are.")
            )


class CompareForm(forms.Form):
    """Two texts of one declaration in the same language."""

    VIEWS = [("inline", _("In one text")), ("side", _("Side by side"))]
    old: "forms.ModelChoiceField[TextVersion]" = forms.ModelChoiceField(
        None, label=_("From"), empty_label=None
    )
    new: "forms.ModelChoiceField[TextVersion]" = forms.ModelChoiceField(
        None, label=_("To"), empty_label=None
    )
    view = forms.ChoiceField(label=_("Show"), choices=VIEWS, required=False)

    def __init__(self, data, *, texts):
        super().__init__(data)
        for name in ("old", "new"):
            label = self.fields[name].label
            self.fields[name] = forms.ModelChoiceField(texts, label=label, empty_label=None)

    def clean(self):
        old, new = self.cleaned_data.get("old"), self.cleaned_data.get("new")
        if old and new and old.language != new.language:
            self.add_error("new", _("Choose two texts in the same language."))
        elif old and old == new:
            self.add_error("new", _("Choose two different versions."))
