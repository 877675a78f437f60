"""The secretariat's pages of one case: the case itself, a page for each step, its files."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.refusals import Refused
from members.applications import history_export
from members.applications.admin import findings, step_page
from members.applications.admin.case_page import FOR_A_STEP, FOR_THE_CASE, context_of
from members.applications.admin.step_forms import NoteForm
from members.applications.admin.step_page import case_url
from members.applications.admin.steps import OVERRIDE, STEPS
from members.applications.services import case_notes, conflicts
from members.applications.views.evidence import hand_out
from members.permissions import can_review


class CaseViews:
    """Nothing is edited as a table: every change is a step with its own page."""

    def get_urls(self):
        view, name = self.admin_site.admin_view, "members_application_%s"
        return [
            path("<int:pk>/step/<slug:step>/", view(self.step_view), name=name % "step"),
            path("<int:pk>/override/<int:conflict>/", view(self.override), name=name % "override"),
            path("<int:pk>/findings/", view(require_POST(self.findings)), name=name % "findings"),
            path("<int:pk>/notes/", view(require_POST(self.note)), name=name % "note"),
            path(
                "<int:pk>/history.<slug:format>",
                view(require_GET(self.history)),
                name=name % "history_file",
            ),
            path("<int:pk>/evidence/<int:evidence>/", view(self.file), name=name % "evidence"),
            *super().get_urls(),
        ]

    def _case(self, request, pk, *related):
        if not can_review(request.user):
            raise PermissionDenied
        cases = self.get_queryset(request).select_related("assigned_to", "previous", "centre")
        return get_object_or_404(cases.prefetch_related(*related), pk=pk)

    def _frame(self, request):
        return {**self.admin_site.each_context(request), "opts": self.opts}

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not object_id.isdecimal():
            raise Http404
        return self._render_case(request, self._case(request, object_id, *FOR_THE_CASE))

    def _render_case(self, request, application, **sent):
        context = {**self._frame(request), **context_of(application, request.user, **sent)}
        return TemplateResponse(request, "admin/members/application/case.html", context)

    def findings(self, request, pk):
        """Record every finding that was filled in or changed; what is not kept stays as typed."""
        application = self._case(request, pk, *FOR_THE_CASE)
        outcome = findings.record(application, request.POST, by=request.user, now=timezone.now())
        for criterion in outcome.recorded:
            told = _("The finding on “%(criterion)s” is recorded.")
            messages.success(request, told % {"criterion": criterion.lower()})
        for refusal in outcome.refusals:
            messages.error(request, refusal)
        if not outcome.kept:
            return redirect(case_url(application))
        application = self._case(request, pk, *FOR_THE_CASE)
        rows = findings.put_back(findings.rows_of(application), outcome.kept)
        return self._render_case(request, application, rows=rows)

    def note(self, request, pk):
        application = self._case(request, pk, *FOR_THE_CASE)
        form = NoteForm(request.POST)
        if form.is_valid():
            text = form.cleaned_data["text"]
            try:
                case_notes.add(application, text, by=request.user, now=timezone.now())
            except Refused as refusal:
                form.add_error("text", str(refusal))
            else:
                messages.success(request, _("The note is kept."))
                return redirect(f"{case_url(application)}#notes")
        return self._render_case(request, application, note_form=form)

    def step_view(self, request, pk, step):
        application = self._case(request, pk, *FOR_A_STEP)
        if step not in STEPS:
            raise Http404
        return self._step(request, application, STEPS[step])

    def override(self, request, pk, conflict):
        """A step of its own for each conflict that stands, never for one's own."""
        application = self._case(request, pk, *FOR_A_STEP)
        chosen = get_object_or_404(application.conflicts.exclude(user=request.user), pk=conflict)
        step = replace(
            OVERRIDE,
            label=_("Override the conflict of interest of %(name)s") % {"name": chosen.user},
            service=lambda application, **how: conflicts.override(chosen, **how),
        )
        return self._step(request, application, step)

    def _step(self, request, application, step):
        def on_done():
            messages.success(request, _("“%(step)s”: done.") % {"step": step.label})

        frame = self._frame(request)
        return step_page.respond(request, application, step, frame, on_done=on_done)

    def history(self, request, pk, format):
        application = self._case(request, pk)
        events = application.events.select_related("by", "collaborator")
        if format == "csv":
            written, kind = history_export.as_csv(events), "text/csv; charset=utf-8"
        elif format == "json":
            written, kind = history_export.as_json(application, events), "application/json"
        else:
            raise Http404
        name = f"{application.reference}-history.{format}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(written, content_type=kind, headers=headers)

    def file(self, request, pk, evidence):
        return hand_out(request.user, self._case(request, pk), evidence)
