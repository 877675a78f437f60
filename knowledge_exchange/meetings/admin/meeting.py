from django import forms
from django.contrib import admin, messages
from django.db import models
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common import search_updates
from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import NeverDeletedMixin
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Section, Step
from common.admin.versions import FieldVersions
from common.admin.widgets import WIDE
from common.attempts import attempt
from common.dates import network_day
from knowledge_exchange import permissions
from knowledge_exchange.meetings.admin import meeting_inlines as inlines
from knowledge_exchange.meetings.admin.forms import BROWSERS_OWN, MeetingForm
from knowledge_exchange.meetings.forms import AttendanceForm, CancelForm, InviteForm
from knowledge_exchange.meetings.models import Meeting, Minutes, Series
from knowledge_exchange.meetings.services import attending, meetings, minutes
from outbox.rehearsal import rehearsed


def people(rows):
    """Those who are written to, each with the centre that they act for."""
    return tuple(f"{row.user}, {row.centre}" for row in rows)


def becomes_public(*things):
    lines = tuple(f"{thing} {thing.get_absolute_url()}" for thing in things)
    return Section(_("What becomes public"), lines)


def is_to_come(meeting):
    return not meeting.is_over(timezone.now())


def has_minutes_to_share(meeting):
    minutes = getattr(meeting, "minutes", None)
    return bool(minutes and minutes.text and not minutes.is_shared)


def to_invite(meeting):
    return attending.to_invite(meeting, network_day(timezone.now()))


def why_nobody_is_invited(meeting, user):
    if to_invite(meeting):
        return ""
    return _("Everybody who represents a member is invited already.")


def told_of_the_end(meeting):
    """Who hears that a meeting is cancelled."""
    nobody = (_("Nobody: no one is invited, or all have said they cannot come."),)
    return [Section(_("Who gets a mail"), people(meetings.to_notify(meeting)) or nobody)]


STEPS = (
    Step(
        name="publish",
        label=_("Make it public"),
        has_own_address=True,
        allowed=permissions.can_publish,
        applies=lambda meeting: not meeting.is_public,
        act=meetings.publish,
        sections=lambda meeting: [becomes_public(meeting)],
        seen_by=_("Everybody finds the meeting on the site and by the search."),
        done=_("The meeting is public."),
    ),
    Step(
        name="invite",
        label=_("Invite"),
        has_own_address=True,
        applies=lambda meeting: not meeting.is_cancelled and is_to_come(meeting),
        act=attending.invite,
        consequence=_(
            "Each person gets a mail once, and answers on the meeting's page. Who acts for a "
            "centre later can be invited then."
        ),
        why_not=why_nobody_is_invited,
        done=lambda meeting, invited: (
            ngettext(
                "%d person is invited by mail.", "%d people are invited by mail.", len(invited)
            )
            % len(invited)
        ),
        form=InviteForm,
        form_details=lambda meeting: {"people": to_invite(meeting)},
        letters=rehearsed,
    ),
    Step(
        name="share_minutes",
        label=_("Send the minutes to the members"),
        has_own_address=True,
        applies=has_minutes_to_share,
        act=minutes.share,
        consequence=_(
            "Those who are to do something are reminded before, on and after the day. It is sent "
            "once; what you correct later is seen on the page."
        ),
        seen_by=_("The members can read the minutes, the decisions and the actions from then on."),
        done=_("The minutes are on their way to the members."),
        letters=rehearsed,
    ),
    Step(
        name="cancel",
        label=_("Cancel the meeting"),
        has_own_address=True,
        applies=is_to_come,
        act=meetings.cancel,
        consequence=_(
            "This cannot be undone: a meeting that takes place after all is entered anew."
        ),
        seen_by=_(
            "Its page stays and says that it is cancelled, and why. Calendars show it as cancelled."
        ),
        sections=told_of_the_end,
        why_not=lambda meeting, user: _("It is already cancelled.") if meeting.is_cancelled else "",
        done=_("The meeting is cancelled, and those who would have come are told."),
        form=CancelForm,
        letters=rehearsed,
        style="btn-danger",
    ),
)


class PublicFilter(admin.SimpleListFilter):
    title = _("public")
    parameter_name = "public"

    def lookups(self, request, model_admin):
        return [("yes", _("Public")), ("no", _("Not yet public"))]

    def queryset(self, request, queryset):
        chosen = {"yes": queryset.public, "no": queryset.private}.get(self.value())
        return chosen() if chosen else queryset


class AfterwardsFilter(admin.SimpleListFilter):
    title = _("what waits")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [("attendance", _("Attendance to note")), ("minutes", _("Minutes to send"))]

    def queryset(self, request, queryset):
        chosen = {
            "attendance": Meeting.objects.over_and_not_noted,
            "minutes": Meeting.objects.over_and_without_minutes,
        }.get(self.value())
        return queryset.filter(pk__in=chosen(timezone.now()).values("pk")) if chosen else queryset


@admin.register(Meeting)
class MeetingAdmin(FoldedSearchMixin, NeverDeletedMixin, StepsAdmin):
    steps = STEPS
    versions = FieldVersions(
        rows=lambda meeting: [meeting, *Minutes.objects.filter(meeting=meeting)]
    )
    form = MeetingForm
    change_form_template = "knowledge_exchange/admin/meeting_change_form.html"
    list_display = ["number", "title", "series", "held", "published_at", "cancelled_at"]
    list_display_links = ["number", "title"]
    list_filter = [PublicFilter, AfterwardsFilter, "series"]
    list_select_related = ["series"]
    search_fields = ["number", "title"]
    formfield_overrides = {
        **WIDE,
        **BROWSERS_OWN,
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    inlines = [
        inlines.AgendaInline,
        inlines.MinutesInline,
        inlines.DecisionInline,
        inlines.ActionInline,
        inlines.MaterialInline,
    ]
    readonly_fields = ["published_at", "cancelled_at", "cancellation_reasons"]
    fields = [
        "series",
        "number",
        "title",
        "summary",
        "held",
        "time_zone",
        "starts_at",
        "ends_at",
        "register_until",
        "place",
        "link",
        "organising_centres",
        "partners",
        "chairing_centre",
        "chair",
        *readonly_fields,
    ]

    def may_step(self, request):
        return permissions.can_manage_meetings(request.user)

    def get_changeform_initial_data(self, request):
        return {"series": Series.objects.first(), **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request, obj=None):
        """The number is the address."""
        return [*self.readonly_fields, "number"] if obj else self.readonly_fields

    def get_fields(self, request, obj=None):
        """What has not happened has no row."""
        return [
            name
            for name in self.fields
            if name not in self.readonly_fields or (obj and getattr(obj, name))
        ]

    def get_inlines(self, request, obj):
        """Materials need a page to be added on, minutes a meeting."""
        return self.inlines if obj else [inlines.AgendaInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("series", "minutes")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user  # the class is made anew for each request
        return form

    def save_model(self, request, obj, form, change):
        meetings.save(obj, by=request.user, now=timezone.now())
        if form.letters:
            news = ngettext(
                "%d person who is invited is told of the change by mail.",
                "%d people who are invited are told of the change by mail.",
                form.recipients_count,
            )
            messages.info(request, news % form.recipients_count)

    def save_formset(self, request, form, formset, change):
        changed = formset.save(commit=False)
        for gone in formset.deleted_objects:
            gone.delete()
        inline = next(inline for inline in self.inlines if inline.model is formset.model)
        inline.keep(formset, changed)

    def save_related(self, request, form, formsets, change):
        """Minutes and decisions are kept without a service of their own."""
        super().save_related(request, form, formsets, change)
        search_updates.changed(form.instance)

    def get_urls(self):
        page = self.admin_site.admin_view(self.attendance)
        name = "knowledge_exchange_meeting_attendance"
        return [path("<int:pk>/attendance/", page, name=name), *super().get_urls()]

    def attendance(self, request, pk):
        """The whole list at once."""
        self.must_be_allowed(request)
        meeting = get_object_or_404(Meeting, pk=pk)
        rows = meeting.attendances.select_related("user", "centre", "noted_by")
        posted = request.POST if request.method == "POST" else None
        form = AttendanceForm(posted, attendances=rows)
        if form.is_valid():
            with attempt(request, success=_t("Attendance is stored.")):
                attending.note(
                    meeting, presences=form.presences, by=request.user, now=timezone.now()
                )
            return redirect(self.return_url(meeting))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Attendance"),
            "opts": self.opts,
            "meeting": meeting,
            "form": form,
            "back": self.return_url(meeting),
        }
        return TemplateResponse(request, "knowledge_exchange/admin/attendance.html", context)
