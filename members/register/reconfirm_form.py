"""The form in which a centre says whether it still meets the four criteria."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from common.form_fields import DayField, LineField, LinesField
from members.enums import REQUIREMENTS, Criterion

STILL_MET = [("yes", _("Yes, it is still met")), ("no", _("No, it is no longer met"))]


class ReconfirmForm(forms.Form):
    mandate_basis = LineField(
        label=_("New legal basis"),
        required=False,
        max_length=300,
        help_text=_("Only if another act gives the mandate now."),
    )
    mandate_valid_until = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_("Only if this day has changed. With a new legal basis: empty for no end."),
    )

    def __init__(self, *args, has_mandate, **kwargs):
        super().__init__(*args, **kwargs)
        self.has_mandate = has_mandate
        groups = []
        for criterion in Criterion:
            name = criterion.value
            unsaid = _("%(criterion)s: say whether it is still met.") % {
                "criterion": criterion.label
            }
            self.fields[f"{name}_holds"] = forms.ChoiceField(
                label=_("Is it still met?"),
                choices=STILL_MET,
                widget=forms.RadioSelect,
                error_messages={"required": unsaid},
            )
            self.fields[f"{name}_text"] = LinesField(
                label=_("What has changed"),
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_(
                    "Needed if it is no longer met; otherwise only if something has changed."
                ),
            )
            of_mandate = criterion == Criterion.MANDATE
            groups.append(
                Fieldset(
                    criterion.label,
                    HTML(f'<p class="meta">{escape(REQUIREMENTS[criterion])}.</p>'),
                    f"{name}_holds",
                    f"{name}_text",
                    *(["mandate_basis", "mandate_valid_until"] if of_mandate else []),
                    css_class="card-plain",
                )
            )
        first = Criterion.MANDATE.value
        self.order_fields([f"{first}_holds", f"{first}_text"])  # as the page has them
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*groups)

    def clean_mandate_valid_until(self):
        day = self.cleaned_data["mandate_valid_until"]
        if day and day <= network_day(timezone.now()):
            raise forms.ValidationError(_("Choose a day after today."))
        return day

    def clean(self):
        cleaned = super().clean()
        for name, label in Criterion.choices:
            if cleaned.get(f"{name}_holds") == "no" and not cleaned.get(f"{name}_text"):
                unsaid = _("%(criterion)s: say what has changed.") % {"criterion": label}
                self.add_error(f"{name}_text", unsaid)
        lacks_basis = not self.has_mandate and not cleaned.get("mandate_basis")
        if cleaned.get("mandate_valid_until") and lacks_basis:
            text = _("Name the legal basis too: none is on record.")
            self.add_error("mandate_basis", text)
        return cleaned

    @property
    def answers(self):
        """As `reconfirming.answer` takes them."""
        cleaned = self.cleaned_data
        return {
            name: (cleaned[f"{name}_holds"] == "yes", cleaned[f"{name}_text"])
            for name in Criterion.values
        }
