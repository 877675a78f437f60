"""The secretariat's door to applications: a list, and the pages of each case."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from members.admin.case import CaseViews
from members.admin.mixins import ReadOnlyMixin
from members.models import Application


@admin.register(Application)
class ApplicationAdmin(CaseViews, ReadOnlyMixin, admin.ModelAdmin):
    list_display = ["reference", "title", "country", "status", "submitted_at", "assigned_to"]
    list_filter = ["status"]
    list_select_related = ["assigned_to"]
    search_fields = ["reference__startswith", "centre_name", "organisation_name"]
    search_help_text = _("Reference, centre or organisation")
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).seen_by_the_secretariat()

    @admin.display(description=_("centre"), ordering="centre_name")
    def title(self, application):
        return application.title
