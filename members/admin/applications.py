"""The secretariat's door to applications: a list, a page for each case, a page for each step."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.admin.mixins import ReadOnlyMixin
from members.admin.steps import STEPS, FindingForm, steps_at
from members.enums import ApplicationStatus, Criterion
from members.models import Application
from members.next_steps import next_step
from members.permissions import can_review
from members.services import Refused, review
from members.views.answers import criteria, parts
from members.views.evidence import send_file


@admin.register(Application)
class ApplicationAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Nothing is edited here as a table: every change is a step with its own page."""

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

    def get_urls(self):
        view, name = self.admin_site.admin_view, "members_application_%s"
        return [
            path("<int:pk>/step/<slug:step>/", view(self.step_view), name=name % "step"),
            path("<int:pk>/finding/<slug:criterion>/", view(self.finding), name=name % "finding"),
            path("<int:pk>/evidence/<int:evidence>/", view(self.file), name=name % "evidence"),
            *super().get_urls(),
        ]

    def _case(self, request, pk):
        if not can_review(request.user):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not object_id.isdecimal():
            raise Http404
        return self._render_case(request, self._case(request, object_id))

    def _render_case(self, request, application, bound=None):
        """The case; `bound` is a finding form with errors, by criterion."""
        context = {
            **self.admin_site.each_context(request),
            "title": application.title,
            "application": application,
            "details": parts(application)[:2],
            "findings": _findings(application, bound or {}),
            "can_find": application.status == ApplicationStatus.UNDER_REVIEW,
            "steps": steps_at(application.status),
            "can_open_motion": application.status == ApplicationStatus.ELIGIBLE,
            "next_step": next_step(application),
            "events": application.events.select_related("by"),
            "clarifications": application.clarifications.all(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/application/case.html", context)

    def finding(self, request, pk, criterion):
        application = self._case(request, pk)
        if criterion not in Criterion.values or request.method != "POST":
            raise Http404
        form = FindingForm(request.POST, prefix=criterion)
        if not form.is_valid():
            return self._render_case(request, application, {criterion: form})
        self._try(
            request,
            review.record_finding,
            application,
            criterion,
            message=_("The finding is recorded."),
            **form.cleaned_data,
        )
        return redirect(_case_url(application) + f"#{criterion}")

    def step_view(self, request, pk, step):
        """Ask before acting: what changes, who is told; then do it."""
        application = self._case(request, pk)
        chosen = STEPS.get(step)
        if chosen is None:
            raise Http404
        form = chosen.form(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._try(request, chosen.service, application, message=_("Done."), **form.cleaned_data)
            return redirect(_case_url(application))
        context = {
            **self.admin_site.each_context(request),
            "title": chosen.label,
            "application": application,
            "step": chosen,
            "possible": application.status in chosen.at,
            "target": ApplicationStatus(chosen.target).label if chosen.target else "",
            "form": form,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/application/step.html", context)

    def file(self, request, pk, evidence):
        application = self._case(request, pk)
        return send_file(get_object_or_404(application.evidence.exclude(file=""), pk=evidence))

    def _try(self, request, service, application, *args, message, **kwargs):
        try:
            service(application, *args, by=request.user, now=timezone.now(), **kwargs)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, message)


def _findings(application, bound):
    """Each criterion's answers with its finding and the form to record one."""
    found = {finding.criterion: finding for finding in application.findings.select_related("by")}
    rows = criteria(application)
    for row in rows:
        name = row["criterion"].value
        finding = row["finding"] = found.get(name)
        initial = {"verdict": finding.verdict, "note_text": finding.note} if finding else None
        row["form"] = bound.get(name) or FindingForm(prefix=name, initial=initial)
    return rows


def _case_url(application):
    return reverse("admin:members_application_change", args=[application.pk])
