from django import forms
from django.utils.translation import gettext_lazy as _

from api.models import Token


class TokenForm(forms.ModelForm):
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("one year"))],
        initial=90,
    )

    class Meta:
        model = Token
        fields = ["name"]
        help_texts = {"name": _("What will use it, so that you know it again: “Our dashboard”.")}
