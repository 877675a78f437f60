from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.dates import first_day
from members.applications import codes
from members.applications.models import Application

OLDEST_YEAR = 1950


class StartForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send the link that opens your application to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    """Six digits, with or without spaces between them."""

    code = forms.CharField(
        label=_("Code from the mail"),
        max_length=20,
        help_text=_("Six digits. It works once, for 15 minutes after you asked for it."),
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
    email = forms.EmailField(
        label=_("Your colleague's e-mail address"),
        max_length=254,
        help_text=_("They get a link of their own by mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason (optional)"),
        required=False,
        max_length=4000,
        help_text=_("The secretariat reads it. You need not give any."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class OrganisationForm(forms.ModelForm):
    class Meta:
        model = Application
        fields = [
            "organisation_name",
            "organisation_is_private",
            "country",
            "centre_name",
            "established",
            "website",
            "about",
        ]
        labels = {
            "organisation_name": _("Organisation that hosts the centre"),
            "centre_name": _("Name of the competence centre"),
            "established": _("The centre has worked since"),
        }
        help_texts = {
            "organisation_name": _("The name under which it would stand in the register."),
            "established": _("A year, a month or a day: 2022, 2022-06 or 2022-06-30."),
            "about": _("Two or three sentences, as the public directory would show them."),
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}

    def clean_established(self):
        established = self.cleaned_data["established"]
        began = first_day(established)
        if began and not OLDEST_YEAR <= began.year <= timezone.localdate().year:
            raise forms.ValidationError(_("Check the year: the centre must work already."))
        return established


class PeopleForm(forms.ModelForm):
    class Meta:
        model = Application
        fields = [
            "contact_name",
            "contact_position",
            "delegate_name",
            "delegate_email",
            "alternate_name",
            "alternate_email",
        ]
        labels = {
            "contact_name": _("Person we can ask about this application"),
            "contact_position": _("Position of this person"),
            "delegate_name": _("Delegate: who would act and vote for the centre"),
            "delegate_email": _("Delegate's e-mail address"),
            "alternate_name": _("Alternate: who would act in the delegate's place (optional)"),
            "alternate_email": _("Alternate's e-mail address"),
        }

    def clean(self):
        cleaned = super().clean()
        delegate, alternate = cleaned.get("delegate_email"), cleaned.get("alternate_email")
        if delegate and alternate and delegate.lower() == alternate.lower():
            self.add_error(
                "alternate_email", _("The alternate must be another person than the delegate.")
            )
        if cleaned.get("alternate_name") and not alternate and "alternate_email" not in self.errors:
            self.add_error("alternate_email", _("Give the alternate's e-mail address too."))
        return cleaned


class StatementForm(forms.ModelForm):
    """A step on one criterion; what it holds besides the statement are fields of its form."""

    text = forms.CharField(
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
        fields = ["mandate_basis", "mandate_authority", "mandate_valid_until"]
        labels = {
            "mandate_basis": _("Legal basis of the mandate"),
            "mandate_authority": _("Authority that gave it"),
            "mandate_valid_until": _("Valid until (if it ends)"),
        }
        help_texts = {
            "mandate_basis": _("The law, decree or decision, with its number and date."),
            "mandate_authority": _("For example: Ministry of Finance."),
        }
        widgets = {
            "mandate_valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }

    field_order = ["mandate_basis", "mandate_authority", "mandate_valid_until", "text"]


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=10000, widget=forms.Textarea(attrs={"rows": 7})
    )
