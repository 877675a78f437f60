"""The writers' services in the admin: the next version's text, and the authors as one list."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import NeverDeletedMixin
from knowledge_exchange.papers.correction_forms import AuthorForm
from knowledge_exchange.papers.forms import DraftVersionForm
from knowledge_exchange.papers.models import Author, PaperVersion
from knowledge_exchange.papers.services import frozen_details


class DraftVersionInline(NeverDeletedMixin, admin.StackedInline):
    model = PaperVersion
    form = DraftVersionForm
    verbose_name = verbose_name_plural = _("Next version (not public)")
    fields = ["text_of_record", "body", "upload", "seen"]
    extra = max_num = 1

    def get_queryset(self, request):
        return super().get_queryset(request).drafts()

    def has_add_permission(self, request, obj=None):
        """The first text. A correction starts from the published one, by its step."""
        is_first = obj is None or not (obj.is_withdrawn or obj.versions.exists())
        return is_first and super().has_add_permission(request, obj)


class AuthorInline(admin.TabularInline):
    model = Author
    form = AuthorForm
    fields = ["place", *AuthorForm.Meta.fields]
    extra = 1

    def get_fields(self, request, obj=None):
        """The place is asked for, and not kept under this name."""
        return self.fields if _is_written(obj) else AuthorForm.Meta.fields

    def has_add_permission(self, request, obj=None):
        return _is_written(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return _is_written(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return _is_written(obj) and super().has_delete_permission(request, obj)


def _is_written(paper):
    return paper is None or not frozen_details.why_frozen(paper)
