"""The secretariat's door to the list of applications."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class ApplicationListMixin:
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
