"""Whoever adds a centre or organisation that may be in the register already is asked first."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from members.register import likeness

ASKED = "is_another"


class AsksOfDoublesForm(forms.ModelForm):
    """For a model with a name and a country. The question stands there only once it is one."""

    is_another = forms.BooleanField(
        label=_("It is another one"), required=False, widget=forms.HiddenInput
    )

    def clean(self):
        cleaned = super().clean()
        if not {"name", "country"} & set(self.changed_data):
            return cleaned
        name, country = cleaned.get("name"), cleaned.get("country", self.instance.country)
        if name and country and (alike := self.alike(name, country)):
            self.fields[ASKED].widget = forms.CheckboxInput()
            if not cleaned.get(ASKED):
                self.add_error(ASKED, self.said(alike))
        return cleaned

    def alike(self, name, country):
        """Those of this country that have almost the same name."""
        others = self._meta.model.objects.filter(country=country).exclude(pk=self.instance.pk)
        return [other for other in others if likeness.of_names(name, other.name)]

    def said(self, alike):
        opts = self._meta.model._meta
        page = f"admin:{opts.app_label}_{opts.model_name}_change"
        return format_html_join(
            " ",
            _('It may be <a href="{}">{} ({})</a>, which is in the register.'),
            [(reverse(page, args=[one.pk]), one.name, one.country.code) for one in alike],
        )


class AsksOfDoublesMixin:
    """For the admin of such a form."""

    def get_fields(self, request, obj=None):
        """The question stands below the name."""
        fields = [field for field in super().get_fields(request, obj) if field != ASKED]
        fields.insert(fields.index("name") + 1, ASKED)
        return fields
