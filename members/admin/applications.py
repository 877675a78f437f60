"""The secretariat's door to one application: a page for the case, a page for each step."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.admin.application_list import ApplicationListMixin
from members.admin.mixins import ReadOnlyMixin
from members.admin.steps import STEPS, FindingForm, steps_at
from members.enums import ApplicationStatus, Criterion
from members.models import Application
from members.next_steps import next_for_the_secretariat
from members.permissions import can_review
from members.services import Refused, review
from members.views.answers import criteria, parts
from members.views.evidence import send_file


@admin.register(Application)
class ApplicationAdmin(ApplicationListMixin, ReadOnlyMixin, admin.ModelAdmin):
    """Nothing is edited here as a table: every change is a step with its own page."""

    def get_urls(self):
        view, name = self.admin_site.admin_view, "members_application_%s"
        return [
            path("<int:pk>/step/<slug:step>/", view(self.step_view), name=name % "step"),
            path("<int:pk>/findings/", view(self.findings), name=name % "findings"),
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

    def _render_case(self, request, application, forms=None):
        """The case; `forms` are the finding forms as they were sent, by criterion."""
        status = application.status
        context = {
            **self.admin_site.each_context(request),
            "title": application.title,
            "application": application,
            "details": parts(application)[:2],
            "findings": _findings(application, forms or _finding_forms(application)),
            "can_find": status == ApplicationStatus.UNDER_REVIEW,
            "steps": [step for step in steps_at(status) if not step.why_not(application)],
            "not_yet": [why for step in steps_at(status) if (why := step.why_not(application))],
            "can_open_motion": status == ApplicationStatus.ELIGIBLE,
            "next_step": next_for_the_secretariat(application),
            "events": application.events.select_related("by"),
            "clarifications": application.clarifications.all(),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/application/case.html", context)

    def findings(self, request, pk):
        """Record every finding that was filled in or changed; what is wrong stays as typed."""
        application = self._case(request, pk)
        if request.method != "POST":
            raise Http404
        forms = _finding_forms(application, request.POST)
        changed = {name: form for name, form in forms.items() if form.has_changed()}
        right = [name for name, form in changed.items() if form.is_valid()]
        for name in right:
            self._try(
                request,
                review.record_finding,
                application,
                name,
                message=_("The finding on “%(criterion)s” is recorded.")
                % {"criterion": Criterion(name).label.lower()},
                **changed[name].cleaned_data,
            )
        if len(right) < len(changed):
            return self._render_case(request, application, forms)
        return redirect(_case_url(application))

    def step_view(self, request, pk, step):
        """Ask before acting: what changes, who is told; then do it."""
        application = self._case(request, pk)
        chosen = STEPS.get(step)
        if chosen is None:
            raise Http404
        form = chosen.form(request.POST or None)
        if "prefill" in request.POST and getattr(form, "takes_texts", False):
            form = form.prefilled()
        elif request.method == "POST" and form.is_valid():
            self._try(
                request,
                chosen.service,
                application,
                message=_("“%(step)s”: done.") % {"step": chosen.label},
                **form.cleaned_data,
            )
            return redirect(_case_url(application))
        context = {
            **self.admin_site.each_context(request),
            "title": chosen.label,
            "application": application,
            "step": chosen,
            "possible": application.status in chosen.at,
            "why_not": chosen.why_not(application),
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


def _finding_forms(application, data=None):
    """A form for each criterion, filled with its finding; left alone it changes nothing."""
    found = {finding.criterion: finding for finding in application.findings.all()}
    return {
        criterion.value: FindingForm(
            data,
            prefix=criterion.value,
            initial=FindingForm.initial_of(found.get(criterion.value)),
            empty_permitted=True,
            use_required_attribute=False,
        )
        for criterion in Criterion
    }


def _findings(application, forms):
    """Each criterion's answers with its finding and the form to record one."""
    found = {finding.criterion: finding for finding in application.findings.select_related("by")}
    rows = criteria(application)
    for row in rows:
        row["finding"] = found.get(row["criterion"].value)
        row["form"] = forms[row["criterion"].value]
    return rows


def _case_url(application):
    return reverse("admin:members_application_change", args=[application.pk])
