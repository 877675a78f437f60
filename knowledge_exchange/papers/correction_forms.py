"""What may be corrected of a published paper: its details, and its authors as one list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.form_fields import LinesField
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.papers import text_fields
from knowledge_exchange.papers.models import Author
from knowledge_exchange.papers.services.corrections import facts_of_author
from knowledge_exchange.papers.writing_forms import DetailsForm
from members.models import Centre


class CorrectDetailsForm(DetailsForm):
    """The secretariat corrects as well where the paper belongs and when it was announced."""

    reason = LinesField(
        label=_("Why is it corrected?"),
        help_text=_("For whoever releases it; it stays on record."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta(DetailsForm.Meta):
        fields = [*DetailsForm.Meta.fields, "meeting", "announced"]

    def __init__(self, *args, is_staff, **kwargs):
        super().__init__(*args, sets_doi=is_staff, **kwargs)
        self.fields["meeting"].queryset = Meeting.objects.order_by("-number")
        if not is_staff:
            del self.fields["meeting"], self.fields["announced"]

    def details(self):
        found = super().details()
        del found["reason"]
        return found


class AuthorForm(forms.ModelForm):
    """The place is asked for here and given by the service: two authors may change theirs."""

    place = forms.IntegerField(label=_("Place"), min_value=1, required=False)

    class Meta:
        model = Author
        fields = ["family_name", "given_names", "affiliation", "orcid", "centre"]
        field_classes = text_fields.AUTHOR_FIELDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].initial = self.instance.position
        self.fields["centre"].queryset = Centre.objects.order_by("name")
        self.order_fields(["place", *self.Meta.fields])


class AuthorsBaseFormSet(forms.BaseModelFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this author")

    def in_order(self):
        """What the list is to be; a new one without a place comes last."""
        return [facts_of_author(row.instance) for row in kept_in_order(self)]


AuthorsFormSet = forms.modelformset_factory(
    Author, form=AuthorForm, formset=AuthorsBaseFormSet, extra=2, can_delete=True
)


def kept_in_order(formset):
    kept = [
        row
        for row in formset.forms
        if (row.instance.pk or row.has_changed()) and row not in formset.deleted_forms
    ]
    kept.sort(key=lambda row: row.cleaned_data.get("place") or len(kept) + 1)
    return kept
