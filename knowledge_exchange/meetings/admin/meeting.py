"""A meeting in the admin: its own page, its steps, and short forms for what is entered with it."""

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common import markdown, search_updates
from common.admin.list_admin import ListAdmin
from common.admin.mixins import NeverDeletedMixin
from common.admin.page_admin import PageAdmin, PageSection
from common.admin.versions import FieldVersions
from common.admin.widgets import WIDE
from knowledge_exchange import permissions
from knowledge_exchange.meetings import agenda, participants
from knowledge_exchange.meetings.admin import meeting_inlines as inlines
from knowledge_exchange.meetings.admin.forms import BROWSERS_OWN, MeetingForm
from knowledge_exchange.meetings.admin.meeting_list import LISTING, state_of, with_numbers
from knowledge_exchange.meetings.admin.meeting_steps import STEPS
from knowledge_exchange.meetings.admin.people import PeopleMixin
from knowledge_exchange.meetings.admin.what_next import history, what_next
from knowledge_exchange.meetings.models import Meeting, Minutes, Series
from knowledge_exchange.meetings.services import meetings
from outbox import letters

PARTS = {  # the short forms, by the name in the address; the facts of the meeting have none
    "": (_("Title, time and place"), []),
    "agenda": (_("Agenda"), [inlines.AgendaInline]),
    "minutes": (
        _("Minutes, decisions and actions"),
        [inlines.MinutesInline, inlines.DecisionInline, inlines.ActionInline],
    ),
    "materials": (_("Who sees the materials"), [inlines.MaterialInline]),
}
FOLDER = "knowledge_exchange/admin/meeting"
MOST_LETTERS = 100  # folded by what they say


def part_of(request):
    part = request.GET.get("part", "")
    return part if part in PARTS else ""


@admin.register(Meeting)
class MeetingAdmin(PeopleMixin, NeverDeletedMixin, ListAdmin, PageAdmin):
    listing = LISTING
    steps = STEPS
    page_template = f"{FOLDER}/page.html"
    page_head = f"{FOLDER}/_head.html"
    page_place = "admin-meeting"
    page_sections = (
        PageSection("facts", _("Facts"), f"{FOLDER}/_facts.html"),
        PageSection("agenda", _("Agenda"), f"{FOLDER}/_agenda.html"),
        PageSection("people", _("People"), f"{FOLDER}/_people.html"),
        PageSection("minutes", _("Minutes"), f"{FOLDER}/_minutes.html"),
        PageSection("materials", _("Materials"), f"{FOLDER}/_materials.html"),
        PageSection("letters", _("Letters"), "admin/page/_letters.html"),
        PageSection("history", _("History"), f"{FOLDER}/_history.html"),
    )
    versions = FieldVersions(
        rows=lambda meeting: [meeting, *Minutes.objects.filter(meeting=meeting)]
    )
    form = MeetingForm
    change_form_template = f"{FOLDER}/edit.html"
    formfield_overrides = {
        **WIDE,
        **BROWSERS_OWN,
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    fieldsets = (
        (None, {"fields": ["series", "number", "title", "summary"]}),
        (
            _("When and where"),
            {
                "fields": [
                    "time_zone",
                    "starts_at",
                    "ends_at",
                    "held",
                    "register_until",
                    "place",
                    "link",
                ]
            },
        ),
        (
            _("Who organises and chairs it"),
            {
                "fields": ["chairing_centre", "chair", "organising_centres", "partners"],
                "classes": ["many-boxes"],
            },
        ),
    )

    def may_step(self, request):
        return permissions.can_manage_meetings(request.user)

    # --- The list and the page --------------------------------------------------------------

    def page_rows(self, rows):
        return with_numbers(rows.select_related("series"))

    def step_object(self, request, pk):
        rows = self.get_queryset(request).select_related("chairing_centre")
        return get_object_or_404(rows.prefetch_related("organising_centres", "partners"), pk=pk)

    def page_title(self, meeting):
        return meeting.title

    def page_context(self, request, meeting):
        now, people = timezone.now(), participants.participants(meeting)
        minutes = getattr(meeting, "minutes", None)
        edit = self.edit_url(meeting)
        return {
            "meeting": meeting,
            "kicker": meeting.series,
            "state_tag": state_of(meeting, now),
            "is_over": meeting.is_over(now),
            "next_step": what_next(meeting, people, now),
            "slots": agenda.slots(meeting.agenda.all(), *meeting.hour_and_day),
            "is_inside": True,
            "people": people,
            "numbers": participants.numbers(people),
            "is_to_note": any(one.is_awaited for one in people),
            "can_note": meeting.can_have_begun(now) and not meeting.is_cancelled,
            "questions": meeting.practical_questions.all(),
            "minutes": minutes,
            "minutes_text": markdown.render(minutes.text).html if minutes else "",
            "decisions": meeting.decisions.all(),
            "actions": [
                (action, True) for action in meeting.actions.select_related("centre", "done_by")
            ],
            "materials": meeting.materials.select_related("agenda_item").prefetch_related(
                "versions"
            ),
            "may_add_material": True,
            "letters": letters.of(meeting, most=MOST_LETTERS),
            "history": history(meeting, people),
            "traces_url": reverse("admin:traces_trace_changelist")
            + f"?about={self.opts.label_lower}:{meeting.pk}",
            "edit_parts": {name: f"{edit}?part={name}" for name in PARTS if name},
        }

    # --- The forms behind it ----------------------------------------------------------------

    def get_changeform_initial_data(self, request):
        return {"series": Series.objects.first(), **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request, obj=None):
        """The number is the address."""
        return ["number"] if obj else []

    def get_fieldsets(self, request, obj=None):
        return [] if obj and part_of(request) else super().get_fieldsets(request, obj)

    def get_inlines(self, request, obj):
        """A new meeting has its agenda at once; materials and minutes need a meeting."""
        return PARTS[part_of(request)][1] if obj else [inlines.AgendaInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("series", "minutes")

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj and part_of(request):
            return forms.modelform_factory(Meeting, fields=[])
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user  # the class is made anew for each request
        return form

    def render_change_form(self, request, context, *args, **kwargs):
        part = part_of(request)
        context |= {
            "part": part,
            "parts": [(name, label) for name, (label, _inlines) in PARTS.items()],
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if change and part_of(request):
            return
        meetings.save(obj, by=request.user, now=timezone.now())
        if form.letters:
            news = ngettext(
                "%d person who is invited is told of the change by email.",
                "%d people who are invited are told of the change by email.",
                form.recipients_count,
            )
            messages.info(request, news % form.recipients_count)

    def save_formset(self, request, form, formset, change):
        changed = formset.save(commit=False)
        for gone in formset.deleted_objects:
            gone.delete()
        known = [inlines.AgendaInline, *(one for _label, of in PARTS.values() for one in of)]
        inline = next(inline for inline in known if inline.model is formset.model)
        inline.keep(formset, changed)

    def save_related(self, request, form, formsets, change):
        """Minutes and decisions are kept without a service of their own."""
        super().save_related(request, form, formsets, change)
        search_updates.changed(form.instance)
