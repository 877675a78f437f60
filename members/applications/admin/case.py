"""The secretariat's pages of one case: the case itself, a page for each step, its files."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from common.admin.step_admin import StepsAdmin
from common.admin.versions import EventVersions, News
from common.attempts import attempt
from common.once import once
from members.applications import history_export
from members.applications.admin import findings
from members.applications.admin.case_page import FOR_A_STEP, FOR_THE_CASE, context_of
from members.applications.admin.next_case import came_from, next_case
from members.applications.admin.on_behalf import correction_of
from members.applications.admin.step_forms import NoteForm
from members.applications.admin.steps import STEPS, override_of, standing_conflict
from members.applications.history import lines
from members.applications.services import assigning, case_notes, on_behalf
from members.applications.services.moves import locked
from members.applications.views.evidence import hand_out
from members.permissions import can_review, secretariat_people
from traces.services import note_export


def news_of(event):
    line = lines([event])[0]
    return News(line.what, tuple(line.changes), why=line.why, who=line.who, at=line.at)


class CaseViews(StepsAdmin):
    """Nothing is edited as a table: every change is a step with its own page."""

    steps = STEPS
    step_head = "admin/members/application/_step_head.html"
    versions = EventVersions(
        events=lambda application: application.events.select_related("by", "collaborator"),
        tell=news_of,
    )

    def may_step(self, request):
        return can_review(request.user)

    def barred(self, application, user):
        if standing_conflict(application, user):
            return _(
                "You declared a conflict of interest on this case, so you do not act on it. A "
                "colleague can override that, with a reason."
            )
        return ""

    def step_object(self, request, pk):
        return self._case(request, pk, *FOR_A_STEP)

    def locked(self, application):
        return locked(application)

    def get_urls(self):
        view, name = self.admin_site.admin_view, "members_application_%s"
        return [
            path("<int:pk>/override/<int:conflict>/", view(self.override), name=name % "override"),
            path("<int:pk>/findings/", view(require_POST(self.findings)), name=name % "findings"),
            path("<int:pk>/correct/<slug:answer>/", view(self.correct), name=name % "correct"),
            path("<int:pk>/assign/", view(require_POST(self.assign)), name=name % "assign"),
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

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not object_id.isdecimal():
            raise Http404
        return self._render_case(request, self._case(request, object_id, *FOR_THE_CASE))

    def _render_case(self, request, application, **kept):
        listed = came_from(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "menu": self.menu(request, application),
            "came_from": listed,
            "next_case": next_case(application, listed, request.user),
            **context_of(application, request.user, **kept),
        }
        return TemplateResponse(request, "admin/members/application/case.html", context)

    def findings(self, request, pk):
        """Record every finding that was filled in or changed; what is not kept stays as typed."""
        application = self._case(request, pk, *FOR_THE_CASE)
        outcome = findings.record(application, request.POST, by=request.user, now=timezone.now())
        for criterion in outcome.recorded:
            recorded = _("The finding on “%(criterion)s” is recorded.")
            messages.success(request, recorded % {"criterion": criterion.lower()})
        for refusal in outcome.refusals:
            messages.error(request, refusal)
        if not outcome.kept:
            return redirect(self.return_url(application))
        application = self._case(request, pk, *FOR_THE_CASE)
        rows = findings.put_back(findings.rows_of(application), outcome.kept)
        return self._render_case(request, application, rows=rows)

    def assign(self, request, pk):
        """Hand the case over; handing it over again is how that is undone."""
        application = self._case(request, pk)
        chosen = request.POST.get("to", "")
        to = get_object_or_404(secretariat_people(), pk=chosen if chosen.isdecimal() else None)
        handed_over = _("The case is handed over to %(name)s.") % {"name": to}
        with attempt(request, success=handed_over):
            assigning.assign(application, to=to, by=request.user, now=timezone.now())
        return redirect(self.return_url(application))

    @method_decorator(once(words=("text",)))
    def note(self, request, pk):
        application = self._case(request, pk, *FOR_THE_CASE)
        form = NoteForm(request.POST)
        if form.is_valid():
            with attempt(request, success=_("The note is kept."), form=form) as adding:
                case_notes.add(
                    application, form.cleaned_data["text"], by=request.user, now=timezone.now()
                )
            if adding.succeeded:
                return redirect(f"{self.return_url(application)}#notes")
        return self._render_case(request, application, note_form=form)

    def override(self, request, pk, conflict):
        application = self._case(request, pk, *FOR_A_STEP)
        others = application.conflicts.select_related("user").exclude(user=request.user)
        step = override_of(get_object_or_404(others, pk=conflict))
        return self.take_step(request, application, step)

    def correct(self, request, pk, answer):
        application = self._case(request, pk, *FOR_A_STEP, "statements")
        if answer not in on_behalf.ANSWERS:
            raise Http404
        return self.take_step(request, application, correction_of(answer))

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
        note_export(name, application)
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(written, content_type=kind, headers=headers)

    def file(self, request, pk, evidence):
        return hand_out(request.user, self._case(request, pk), evidence)
