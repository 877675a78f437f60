from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common import search_updates
from common.admin.acts import WIDE
from common.admin.mixins import NeverDeletedMixin
from common.dates import network_day
from common.refusals import Refused
from knowledge_exchange import notifications, permissions
from knowledge_exchange.meetings.admin import meeting_inlines as inlines
from knowledge_exchange.meetings.admin.forms import BROWSERS_OWN, MeetingForm
from knowledge_exchange.meetings.forms import AttendanceForm, CancelForm, InviteForm
from knowledge_exchange.meetings.models import Meeting, Series
from knowledge_exchange.meetings.services import attending, meetings, minutes
from knowledge_exchange.publishing_acts import Acts

CANCELLING = _(
    "Its page stays and says that it is cancelled, and why. Calendars show it as cancelled. "
    "This cannot be undone: a meeting that takes place after all is entered anew."
)
SHARING = _(
    "The members can read the minutes, the decisions and the actions from then on, and those who "
    "are to do something are reminded before, on and after the day. It is sent once; what you "
    "correct later is seen on the page."
)
INVITING = _(
    "Each person gets a mail once, and answers on the meeting's page. Who acts for a centre later "
    "can be invited then."
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
        found = Meeting.objects
        chosen = {
            "attendance": found.over_and_not_noted,
            "minutes": found.over_and_without_minutes,
        }.get(self.value())
        return queryset.filter(pk__in=chosen(timezone.now()).values("pk")) if chosen else queryset


@admin.register(Meeting)
class MeetingAdmin(Acts, NeverDeletedMixin, admin.ModelAdmin):
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

    def may_act(self, request):
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

    def save_model(self, request, obj, form, change):
        meetings.save(obj, by=request.user, now=timezone.now())

    def save_formset(self, request, form, formset, change):
        changed = formset.save(commit=False)
        for gone in formset.deleted_objects:
            gone.delete()
        inline = next(one for one in self.inlines if one.model is formset.model)
        inline.keep(formset, changed)

    def save_related(self, request, form, formsets, change):
        """Minutes and decisions are kept without a service of their own."""
        super().save_related(request, form, formsets, change)
        search_updates.changed(form.instance)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj and self.may_act(request):
            now = timezone.now()
            written = getattr(obj, "minutes", None)
            is_to_come = not (obj.is_cancelled or obj.is_over(now))
            context["may_publish"] = not obj.is_public and permissions.can_publish(request.user)
            context["may_invite"] = context["may_cancel"] = is_to_come
            context["may_note"] = not obj.is_cancelled
            context["may_share"] = bool(written and written.text and not written.is_shared)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def get_urls(self):
        acts = [self.publish, self.invite, self.cancel, self.share_minutes, self.attendance]
        own = [self._act_url(f"<int:pk>/{act.__name__.replace('_', '-')}/", act) for act in acts]
        return [*own, *super().get_urls()]

    def publish(self, request, pk):
        if not permissions.can_publish(request.user):
            raise PermissionDenied
        meeting = get_object_or_404(Meeting, pk=pk)
        return self.confirm(
            request,
            meeting,
            act=lambda: meetings.publish(meeting, by=request.user, now=timezone.now()),
            page={
                "title": _("Make the meeting public"),
                "becomes_public": [meeting],
                "button": _("Make it public"),
                "done": _("The meeting is public."),
            },
        )

    def invite(self, request, pk):
        meeting = get_object_or_404(Meeting, pk=pk)
        people = attending.to_invite(meeting, network_day(timezone.now()))
        everybody_is = "" if people else _("Everybody who represents a member is invited already.")
        return self.confirm(
            request,
            meeting,
            form_class=lambda *bound: InviteForm(*bound, people=people),
            act=lambda **said: attending.invite(
                meeting, by=request.user, now=timezone.now(), **said
            ),
            page={
                "title": _("Invite"),
                "refused": everybody_is,
                "lead": INVITING,
                "button": _("Invite them"),
                "done": _("The invitations are on their way."),
            },
        )

    def cancel(self, request, pk):
        meeting = get_object_or_404(Meeting, pk=pk)
        return self.confirm(
            request,
            meeting,
            form_class=CancelForm,
            act=lambda **said: meetings.cancel(
                meeting, by=request.user, now=timezone.now(), **said
            ),
            page={
                "title": _("Cancel the meeting"),
                "refused": _("It is already cancelled.") if meeting.is_cancelled else "",
                "lead": CANCELLING,
                "told": meetings.to_notify(meeting),
                "told_nobody": _("Nobody: no one is invited, or all have said they cannot come."),
                "button": _("Cancel the meeting"),
                "is_danger": True,
                "done": _("The meeting is cancelled."),
            },
        )

    def share_minutes(self, request, pk):
        meeting = get_object_or_404(Meeting, pk=pk)
        return self.confirm(
            request,
            meeting,
            act=lambda: minutes.share(meeting, by=request.user, now=timezone.now()),
            page={
                "title": _("Send the minutes to the members"),
                "lead": SHARING,
                "told": notifications.readers_to_notify(network_day(timezone.now())),
                "button": _("Send the minutes"),
                "done": _("The minutes are on their way to the members."),
            },
        )

    def attendance(self, request, pk):
        """The whole list at once."""
        if not self.may_act(request):
            raise PermissionDenied
        meeting = get_object_or_404(Meeting, pk=pk)
        rows = meeting.attendances.select_related("user", "centre", "noted_by")
        posted = request.POST if request.method == "POST" else None
        form = AttendanceForm(posted, attendances=rows)
        if form.is_valid():
            self._note(request, meeting, form.presences)
            return redirect(self._change_url(meeting))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Attendance"),
            "opts": self.opts,
            "meeting": meeting,
            "form": form,
            "back": self._change_url(meeting),
        }
        return TemplateResponse(request, "knowledge_exchange/admin/attendance.html", context)

    def _note(self, request, meeting, presences):
        try:
            attending.note(meeting, presences=presences, by=request.user, now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _t("Attendance is stored."))
