"""The form in which a centre's people write its profile anew."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.form_fields import EmailField, LineField, LinesField, LinkField
from common.languages import EUROPEAN_LANGUAGES
from members.register.profile_words import LABELS

MOST_LINKS = 12
ABOUT_LENGTH = 4000


class ProfileForm(forms.Form):
    about = LinesField(
        label=LABELS["about"],
        required=False,
        max_length=ABOUT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("For everybody who wants to know what the centre can do. Plain text."),
    )
    languages = forms.MultipleChoiceField(
        label=LABELS["languages"],
        required=False,
        choices=EUROPEAN_LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The languages in which the centre works."),
    )
    website = LinkField(label=LABELS["website"], required=False)
    mailbox = EmailField(
        label=LABELS["mailbox"],
        required=False,
        max_length=254,
        help_text=_("Everybody can read it. Never a person's own address."),
    )
    message = LinesField(
        label=LABELS["message"],
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Not published. Write here what only the secretariat changes: the centre's name, its "
            "hosts, its mandate."
        ),
    )


class LinkForm(forms.Form):
    label = LineField(label=_("Label"), required=False, max_length=80)
    address = LinkField(label=_("Address"), required=False)

    def clean(self):
        cleaned = super().clean()
        label, address = cleaned.get("label"), cleaned.get("address")
        if address and not label and "label" not in self.errors:
            self.add_error("label", _("Say what the link leads to."))
        if label and not address and "address" not in self.errors:
            self.add_error("address", _("Give the address, or take the label away too."))
        return cleaned


class BaseLinks(forms.BaseFormSet):
    def clean(self):
        seen = set()
        for form in self.forms:
            label = form.cleaned_data.get("label", "") if form.is_valid() else ""
            if label and label in seen:
                form.add_error("label", _("Give each link a label of its own."))
            seen.add(label)

    @property
    def pairs(self):
        """Label and address of each link that was filled in."""
        links = (form.cleaned_data for form in self.forms)
        return [[link["label"], link["address"]] for link in links if link.get("address")]


LinkFormSet = forms.formset_factory(LinkForm, formset=BaseLinks, extra=2, max_num=MOST_LINKS)


class WholeProfile:
    """Both forms as one: what stands in them, what is wrong, what was written."""

    def __init__(self, data, start):
        links = [{"label": label, "address": address} for label, address in start["links"]]
        self.form = ProfileForm(data, initial=start)
        self.links = LinkFormSet(data, initial=links, prefix="links")

    def is_valid(self):
        return all([self.form.is_valid(), self.links.is_valid()])

    @property
    def written(self):
        return {
            **self.form.cleaned_data,
            "about": self.form.cleaned_data["about"].replace("\r\n", "\n"),
            "links": self.links.pairs,
        }
