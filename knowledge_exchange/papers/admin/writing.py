"""The writers' services in the admin: the next version's text, and the authors as one list."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import NeverDeletedMixin
from knowledge_exchange.papers.forms import DraftVersionForm
from knowledge_exchange.papers.models import Author, PaperVersion
from knowledge_exchange.papers.text_fields import AUTHOR_FIELDS


class DraftVersionInline(NeverDeletedMixin, admin.StackedInline):
    model = PaperVersion
    form = DraftVersionForm
    verbose_name = verbose_name_plural = _("Next version (not public)")
    fields = ["text_of_record", "body", "upload", "seen"]
    extra = max_num = 1

    def get_queryset(self, request):
        return super().get_queryset(request).drafts()

    def has_add_permission(self, request, obj=None):
        return not (obj and obj.is_withdrawn) and super().has_add_permission(request, obj)


class AuthorForm(forms.ModelForm):
    """The place is asked for here and given by the service: two authors may change theirs."""

    place = forms.IntegerField(label=_("Place"), min_value=1, required=False)

    class Meta:
        model = Author
        fields = ["family_name", "given_names", "affiliation", "orcid", "centre"]
        field_classes = AUTHOR_FIELDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].initial = self.instance.position


class AuthorInline(admin.TabularInline):
    model = Author
    form = AuthorForm
    fields = ["place", *AuthorForm.Meta.fields]
    extra = 1


def authors_in_order(formset):
    """What the inline says the list is to be; a new one without a place comes last."""
    kept = [
        row
        for row in formset.forms
        if (row.instance.pk or row.has_changed()) and row not in formset.deleted_forms
    ]
    kept.sort(key=lambda row: row.cleaned_data.get("place") or len(kept) + 1)
    return [row.instance for row in kept]
