from django import forms
from django.contrib import admin
from django.db import models
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge_exchange.admin.confirming import WIDE, Acts
from knowledge_exchange.models import Meeting, Partner, Series, Theme
from knowledge_exchange.services import publishing
from members.admin.mixins import NeverDeletedMixin


@admin.register(Partner)
class PartnerAdmin(NeverDeletedMixin, admin.ModelAdmin):
    list_display = ["name", "website"]
    search_fields = ["name"]


@admin.register(Series)
class SeriesAdmin(NeverDeletedMixin, admin.ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields


@admin.register(Theme)
class ThemeAdmin(SeriesAdmin):
    pass


class PublicFilter(admin.SimpleListFilter):
    title = _("public")
    parameter_name = "public"

    def lookups(self, request, model_admin):
        return [("yes", _("Public")), ("no", _("Not yet public"))]

    def queryset(self, request, queryset):
        chosen = {"yes": queryset.public, "no": queryset.private}.get(self.value())
        return chosen() if chosen else queryset


@admin.register(Meeting)
class MeetingAdmin(Acts, NeverDeletedMixin, admin.ModelAdmin):
    change_form_template = "knowledge_exchange/admin/meeting_change_form.html"
    list_display = ["number", "title", "held", "published_at"]
    list_display_links = ["number", "title"]
    list_filter = [PublicFilter]
    search_fields = ["number", "title"]
    formfield_overrides = {
        **WIDE,
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    readonly_fields = ["published_at"]
    fields = [
        "series",
        "number",
        "title",
        "summary",
        "held",
        "place",
        "organising_centres",
        "partners",
        "published_at",
    ]

    def get_changeform_initial_data(self, request):
        return {"series": Series.objects.first(), **super().get_changeform_initial_data(request)}

    def get_urls(self):
        return [self._act_url("<int:pk>/publish/", self.publish), *super().get_urls()]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["may_publish"] = obj and not obj.is_public and self.may_act(request)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def publish(self, request, pk):
        meeting = get_object_or_404(Meeting, pk=pk)
        return self.confirm(
            request,
            meeting,
            act=lambda: publishing.publish_meeting(meeting, by=request.user, now=timezone.now()),
            page={
                "title": _("Make the meeting public"),
                "becomes_public": [meeting],
                "button": _("Make it public"),
                "done": _("The meeting is public."),
            },
        )
