"""The facts about the Network: one row, and each change of it is marked for every member."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import NeverDeletedMixin
from members.privacy import facts
from members.register.models import NetworkFacts
from proposals.admin_marks import MarkedAloneMixin


@admin.register(NetworkFacts)
class NetworkFactsAdmin(MarkedAloneMixin, NeverDeletedMixin, admin.ModelAdmin):
    fieldsets = [
        (_("About us"), {"fields": ["operator", "postal_address", "press_contact"]}),
        (
            _("Privacy"),
            {
                "fields": [
                    *("controller", "data_protection_officer"),
                    *("supervisory_authority", "supervisory_link"),
                ]
            },
        ),
        (_("Accessibility"), {"fields": ["enforcement_body", "enforcement_link"]}),
        (_("Legal notice"), {"fields": ["content_licence", "content_licence_link"]}),
    ]

    def has_add_permission(self, request):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect(reverse("admin:members_networkfacts_change", args=[1]))

    def get_object(self, request, object_id, from_field=None):
        """The row, which is stored the first time that somebody enters something."""
        return facts.of_the_network() if object_id == "1" else None
