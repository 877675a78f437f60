"""Memberships in the admin: to read, and to change by steps that leave a trace."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import NeverDeletedMixin, ReadOnlyMixin
from common.refusals import Refused
from members.enums import MembershipStatus
from members.register.admin.membership_steps import STEPS, EnterForm, steps_for
from members.register.models import Membership, MembershipEvent
from members.register.services import memberships
from members.register.services.notifications import everybody

STEP_PAGE = "admin/members/membership/step.html"


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


@admin.register(Membership)
class MembershipAdmin(NeverDeletedMixin, admin.ModelAdmin):
    """Only the notes are written here; everything else is a step with a day and a reason."""

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

    def get_urls(self):
        page = self.admin_site.admin_view(self.step_view)
        return [
            path("<int:pk>/<slug:name>/step/", page, name="members_membership_step"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may = obj is not None and self.has_change_permission(request, obj)
        context["steps"] = steps_for(obj) if may else []
        context["may_return"] = may and obj.status == MembershipStatus.ENDED
        return super().render_change_form(request, context, add, change, form_url, obj)

    def add_view(self, request, form_url="", extra_context=None):
        """A membership is entered, the first one or one after an end."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = EnterForm(request.POST or None, initial={"centre": request.GET.get("centre")})
        if request.method == "POST" and form.is_valid():
            entered = self._act(request, memberships.enter, form)
            if entered:
                return redirect(change_page(entered))
        context = {"title": _("Enter a membership"), "form": form, "is_new": True}
        return self._page(request, context)

    def step_view(self, request, pk, name):
        membership = get_object_or_404(Membership.objects.select_related("centre"), pk=pk)
        step = STEPS.get(name)
        if step is None:
            raise Http404
        if not self.has_change_permission(request, membership):
            raise PermissionDenied
        seen = newest_event(membership)
        form = step.form(request.POST or None, membership=membership)
        moved = request.method == "POST" and request.POST.get("seen") != str(seen)
        if request.method == "POST" and form.is_valid() and not moved:
            service = step.service
            if self._act(request, service, form, membership):
                return redirect(change_page(membership))
        context = {
            "title": step.label,
            "step": step,
            "membership": membership,
            "possible": membership.status in step.at,
            "people": everybody(membership.centre, timezone.now()) if step.tells else [],
            "form": form,
            "seen": seen,
            "moved": moved,
        }
        return self._page(request, context)

    def _act(self, request, service, form, *args):
        how = dict(form.cleaned_data)
        args = args or (how.pop("centre"),)
        try:
            acted = service(*args, **how, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
            return None
        messages.success(request, _("It is on record."))
        return acted

    def _page(self, request, context):
        frame = self.admin_site.each_context(request)
        return TemplateResponse(request, STEP_PAGE, {**frame, "opts": self.opts, **context})


def change_page(membership):
    return reverse("admin:members_membership_change", args=[membership.pk])


def newest_event(membership):
    return membership.events.order_by("-pk").values_list("pk", flat=True).first() or 0
