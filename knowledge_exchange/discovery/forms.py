"""Forms of those who subscribe to new papers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.form_fields import EmailField
from knowledge_exchange.papers.models import Theme


class ChoiceForm(forms.Form):
    """Every paper, or those of some themes."""

    wants_all = forms.BooleanField(label=_("Every paper"), required=False)
    themes = forms.ModelMultipleChoiceField(
        label=_("Papers on these themes"),
        queryset=Theme.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not Theme.objects.exists():
            del self.fields["themes"]

    def clean(self):
        super().clean()
        chosen = self.cleaned_data
        chosen["themes"] = list(chosen.get("themes") or [])
        if not (self.errors or chosen["themes"] or chosen["wants_all"]):
            self.add_error("wants_all", _("Choose a theme, or every paper."))
        return chosen


class SubscribeForm(ChoiceForm):
    email = EmailField(
        label=_("Your email address"),
        max_length=254,
        help_text=_("We send a link to this address. Nothing is sent to it before you confirm."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["email"]
