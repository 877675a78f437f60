"""What an applicant fills in, but for the evidence: `evidence_forms.py`."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.dates import first_day, network_day
from common.form_fields import EmailField, LineField, LinesField
from members.applications import codes
from members.applications.form_fields import FIELDS, SECTIONS, STATEMENT
from members.applications.models import Application
from members.enums import Criterion

OLDEST_YEAR = 1950
LABELS = {name: field.label for name, field in FIELDS.items() if field.label}
HELP_TEXTS = {name: field.help_text for name, field in FIELDS.items() if field.help_text}


class StartForm(forms.Form):
    email = EmailField(
        label=_("Your email address"),
        max_length=254,
        help_text=_("We send the link that opens your application to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    """Six digits, with or without spaces between them."""

    code = LineField(
        label=_("Code from the email"),
        max_length=20,
        says_limit=False,
        help_text=_("Six digits. It works once, for %(minutes)s minutes after you asked for it.")
        % {"minutes": codes.VALID_FOR.seconds // 60},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}
        ),
    )

    def clean_code(self):
        typed = "".join(self.cleaned_data["code"].split())
        if len(typed) != codes.DIGITS or not (typed.isascii() and typed.isdecimal()):
            raise forms.ValidationError(_("Type the six digits that stand in the mail."))
        return typed


class InviteForm(forms.Form):
    email = EmailField(
        label=_("Your colleague's email address"),
        max_length=254,
        help_text=_("They get a link of their own by email."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class WithdrawForm(forms.Form):
    reason = LinesField(
        label=_("Reason (optional)"),
        required=False,
        max_length=4000,
        help_text=_("The secretariat reads it. You need not give any."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Application
        fields = SECTIONS["organisation"].names
        labels = LABELS
        help_texts = HELP_TEXTS
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}

    def clean_established(self):
        established = self.cleaned_data["established"]
        first, today = first_day(established), network_day(timezone.now())
        if first and (first.year < OLDEST_YEAR or first > today):
            raise forms.ValidationError(_("Check the date: the centre must work already."))
        return established


class PeopleForm(forms.ModelForm):
    class Meta:
        model = Application
        fields = SECTIONS["people"].names
        labels = LABELS

    def clean(self):
        cleaned = super().clean()
        delegate, alternate = cleaned.get("delegate_email"), cleaned.get("alternate_email")
        if delegate and alternate and delegate == alternate:
            self.add_error(
                "alternate_email", _("The alternate must be another person than the delegate.")
            )
        if cleaned.get("alternate_name") and not alternate and "alternate_email" not in self.errors:
            self.add_error("alternate_email", _("Give the alternate's email address too."))
        return cleaned


class StatementForm(forms.ModelForm):
    """A step on one criterion; what it holds besides the statement are fields of its form."""

    text = LinesField(
        label=_("Your statement"),
        required=False,
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 9}),
    )

    class Meta:
        model = Application
        fields: list[str] = []


class MandateForm(StatementForm):
    class Meta:
        model = Application
        fields = SECTIONS["mandate"].names
        labels = LABELS
        help_texts = HELP_TEXTS

    field_order = [*SECTIONS["mandate"].names, STATEMENT.name]


STEP_FORMS: dict[str, type[forms.ModelForm]] = {
    "organisation": OrganisationForm,
    "people": PeopleForm,
    **{criterion.value: StatementForm for criterion in Criterion},
    "mandate": MandateForm,
}


class AnswerForm(forms.Form):
    answer = LinesField(
        label=_("Your answer"), max_length=10000, widget=forms.Textarea(attrs={"rows": 7})
    )
