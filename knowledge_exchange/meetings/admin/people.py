"""The people of a meeting in the admin: who was there, the list to print, a guest's details."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.attempts import attempt
from common.downloads import SHEETS
from knowledge_exchange.meetings import participants
from knowledge_exchange.meetings.forms import AttendanceForm, GuestForm
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.meetings.services import attending, guests
from traces.services import note_export

EMPTY_LINES = 6  # on paper, for whoever comes unannounced


class PeopleMixin:
    def get_urls(self):
        view, name = self.admin_site.admin_view, "knowledge_exchange_meeting_"
        return [
            path("<int:pk>/attendance/", view(self.attendance), name=f"{name}attendance"),
            path("<int:pk>/list/", view(self.list_to_print), name=f"{name}list"),
            path("<int:pk>/list/<slug:kind>/", view(self.list_file), name=f"{name}list_file"),
            path("<int:pk>/guests/<int:guest>/", view(self.guest), name=f"{name}guest"),
            *super().get_urls(),
        ]

    def attendance(self, request, pk):
        """The whole list at once; or, with one button, as people had answered."""
        meeting = self._meeting(request, pk)
        now, by = timezone.now(), request.user
        if "as_answered" in request.POST:
            with attempt(request) as noting:
                count = attending.note_as_answered(meeting, by=by, now=now)
            if noting.succeeded:
                words = ngettext(
                    "%d person is noted as present, everybody else who was expected as absent. "
                    "Change below who it was otherwise for.",
                    "%d people are noted as present, everybody else who was expected as absent. "
                    "Change below who it was otherwise for.",
                    count,
                )
                messages.success(request, words % count)
            return redirect(request.path)
        form = AttendanceForm(
            request.POST if request.method == "POST" else None,
            attendances=meeting.attendances.select_related(
                "user", "centre", "noted_by", "substitute__user", "guest_substitute"
            ),
            guests=meeting.guests.select_related("noted_by"),
        )
        if form.is_valid():
            with attempt(request, success=_("Attendance is stored.")):
                attending.note(
                    meeting,
                    presences=form.presences,
                    guests=form.guest_presences,
                    by=by,
                    now=now,
                )
            return redirect(self.return_url(meeting))
        more = {"form": form, "has_begun": meeting.can_have_begun(now)}
        return self._page(request, meeting, "attendance", _("Attendance"), **more)

    def list_to_print(self, request, pk):
        meeting = self._meeting(request, pk)
        people = [one for one in participants.participants(meeting) if not one.has_declined]
        questions = list(meeting.practical_questions.all())
        needs = [
            (one, [one.answers.get(question.pk, "") for question in questions])
            for one in people
            if one.answers or one.practical
        ]
        context = {"people": people, "questions": questions, "needs": needs}
        context["empty_lines"] = range(EMPTY_LINES)
        return self._page(request, meeting, "list", _("List of participants"), **context)

    def list_file(self, request, pk, kind):
        meeting = self._meeting(request, pk)
        if kind not in SHEETS:
            raise Http404
        name = f"meeting-{meeting.number}-participants.{kind}"
        note_export(name, about=meeting)
        return SHEETS[kind](participants.table(meeting), name, _("Participants"))

    def guest(self, request, pk, guest):
        """Correct what was entered of a guest, or take them off the list."""
        meeting = self._meeting(request, pk)
        row = get_object_or_404(meeting.guests.filter(forgotten_at=None), pk=guest)
        back = f"{self.return_url(meeting)}#people"
        if "remove" in request.POST:
            with attempt(request, success=_("%(name)s is off the list.") % {"name": row}):
                guests.remove(row)
            return redirect(back)
        form = GuestForm(request.POST if request.method == "POST" else None, instance=row)
        if form.is_valid():
            with attempt(request, success=_("The details of the guest are stored.")):
                guests.correct(row, **form.cleaned_data)
            return redirect(back)
        return self._page(request, meeting, "guest", str(row), form=form)

    def _meeting(self, request, pk):
        self.must_be_allowed(request)
        return get_object_or_404(Meeting, pk=pk)

    def _page(self, request, meeting, template, title, **context):
        context |= {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "meeting": meeting,
            "back": f"{self.return_url(meeting)}#people",
        }
        return TemplateResponse(
            request, f"knowledge_exchange/admin/meeting/{template}.html", context
        )
