"""Forms about who speaks for a centre; the centre's own pages and the admin share them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from members.enums import RepresentativeRole


def day_field(label, **how):
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **how
    )


class PersonForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The person's own: it becomes their login."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class InvitePersonForm(PersonForm):
    role = forms.ChoiceField(label=_("Role"), choices=RepresentativeRole)
    on = day_field(_("From"), help_text=_("The first day on which the person acts."))


class HandOverForm(PersonForm):
    on = day_field(
        _("From"),
        help_text=_("The successor begins on this day and the delegate acts until the day before."),
    )

    field_order = ["name", "email", "on"]


class EndForm(forms.Form):
    on = day_field(_("From"), help_text=_("The first day on which the person no longer acts."))
