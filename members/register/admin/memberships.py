"""Memberships in the admin: to read, and to change by steps that leave a trace."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import NeverDeletedMixin, ReadOnlyMixin
from common.admin.step_admin import StepsAdmin
from common.admin.versions import EventVersions, News
from members.register.admin.membership_steps import ENTER, STEPS
from members.register.models import Centre, Membership, MembershipEvent


class MembershipEventInline(ReadOnlyMixin, admin.TabularInline):
    model = MembershipEvent
    fields = [
        "at",
        "announced",
        "effective",
        "membership_class",
        "maturity",
        "status",
        "by",
        "note",
    ]
    readonly_fields = fields
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


class WhichCentreForm(forms.Form):
    centre = forms.ModelChoiceField(Centre.objects.all(), label=_("Centre"))


@admin.register(Membership)
class MembershipAdmin(NeverDeletedMixin, StepsAdmin):
    """Only the notes are written here; everything else is a step with a day and a reason."""

    steps = STEPS
    step_route = "<int:pk>/<slug:name>/step/"
    step_head = "admin/members/membership/_step_head.html"
    change_form_template = "admin/members/membership/change_form.html"
    versions = EventVersions(
        events=lambda membership: membership.events.select_related("by"),
        tell=lambda event: News(
            event.note or event.get_status_display(), who=str(event.by or ""), at=event.at
        ),
    )
    list_display = ["centre", "membership_class", "maturity", "status", "effective", "ended"]
    list_filter = ["membership_class", "maturity", "status"]
    list_select_related = ["centre"]
    search_fields = ["centre__name"]
    readonly_fields = [
        "centre",
        "membership_class",
        "maturity",
        "status",
        "announced",
        "effective",
        "suspended",
        "ended",
    ]
    fields = [*readonly_fields, "notes"]
    inlines = [MembershipEventInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("centre")

    def locked(self, membership):
        """The centre's row first, as wherever its people or memberships change."""
        Centre.objects.select_for_update().get(pk=membership.centre_id)
        return super().locked(membership)

    def add_view(self, request, form_url="", extra_context=None):
        """A membership is entered for a centre, by a step of the centre."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = WhichCentreForm(request.GET if "centre" in request.GET else None)
        if form.is_valid():
            centre = form.cleaned_data["centre"]
            return redirect("admin:members_centre_step", centre.pk, ENTER.name)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Enter a membership"),
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/step/which.html", context)
