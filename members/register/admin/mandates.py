"""A centre's mandate in the admin: the current one, the earlier ones, the page to replace it."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import ReadOnlyMixin
from common.refusals import Refused
from members.register.models import Mandate
from members.register.services import mandates
from members.register.services.expiry import horizon


class MandateInline(ReadOnlyMixin, admin.TabularInline):
    """To read; it is replaced on a page of its own, where the earlier one is kept."""

    model = Mandate
    fields = ["legal_basis", "issuing_authority", "since", "valid_until", "replaced_at"]
    readonly_fields = fields
    extra = 0


class MandateFilter(admin.SimpleListFilter):
    title = _("mandate")
    parameter_name = "mandate"

    def lookups(self, request, model_admin):
        return [("ending", _("Ends soon or has ended")), ("none", _("Member, none on record"))]

    def queryset(self, request, queryset):
        if self.value() == "ending":
            ending = Mandate.objects.of_the_network().ending(horizon(timezone.now()))
            return queryset.filter(pk__in=ending.values("centre"))
        if self.value() == "none":
            known = Mandate.objects.current().values("centre")
            return queryset.in_the_network().exclude(pk__in=known)
        return queryset


class MandateForm(forms.ModelForm):
    class Meta:
        model = Mandate
        fields = ["legal_basis", "issuing_authority", "since", "valid_until"]
        widgets = {"valid_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "legal_basis": _("The law, decree or decision, with its number and date. Published."),
            "issuing_authority": _("Who issued it. Published."),
            "since": _("A year, a month or a day: 2022, 2022-06 or 2022-06-30. Published."),
            "valid_until": _(
                "Empty if no end is known. Shown to the centre's own people; they and the "
                "secretariat's mailbox are warned before that day."
            ),
        }


class MandatePageMixin:
    """For the admin of centres."""

    def get_urls(self):
        page = self.admin_site.admin_view(self.mandate_view)
        return [
            path("<int:pk>/mandate/", page, name="members_centre_mandate"),
            *super().get_urls(),
        ]

    def mandate_view(self, request, pk):
        if not self.has_change_permission(request):
            raise PermissionDenied
        centre = get_object_or_404(self.model, pk=pk)
        current = centre.mandates.current().first()
        form = MandateForm(request.POST or None, initial=_facts(current))
        if request.method == "POST" and form.is_valid():
            return self._replace(request, centre, form)
        title = _("Replace the mandate") if current else _("Enter the mandate")
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "centre": centre,
            "current": current,
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/centre/mandate.html", context)

    def _replace(self, request, centre, form):
        try:
            mandates.replace_mandate(
                centre, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The mandate is on record."))
        return redirect(reverse("admin:members_centre_change", args=[centre.pk]))


def _facts(mandate):
    return forms.model_to_dict(mandate, MandateForm.Meta.fields) if mandate else {}
