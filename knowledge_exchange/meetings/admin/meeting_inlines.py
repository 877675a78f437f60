"""What is entered with a meeting: agenda, minutes, decisions, actions, who sees its materials."""

from django import forms
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import NeverDeletedMixin
from knowledge_exchange.meetings.admin.forms import NARROW, AgendaItemForm, MaterialShownForm
from knowledge_exchange.meetings.models import Action, AgendaItem, Decision, Material, Minutes
from knowledge_exchange.meetings.services import materials, meetings, minutes
from members.models import Centre

WIDE_TEXT = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 80})}}


class AgendaInline(admin.TabularInline):
    model = AgendaItem
    form = AgendaItemForm
    fields = ["place", "title", "speaker", "starts", "minutes", "summary"]
    formfield_overrides = NARROW
    extra = 1

    @staticmethod
    def keep(formset, _changed):
        """In the order of the places wished for; those without one come last."""
        rows = [
            form
            for form in formset.forms
            if (form.instance.pk or form.has_changed())
            and form.instance not in formset.deleted_objects
        ]
        rows.sort(key=lambda form: form.cleaned_data.get("place") or 1000)
        meetings.set_agenda(formset.instance, [form.instance for form in rows])


class UntilSharedMixin:
    """What the members have read is corrected, not erased."""

    extra = 1
    formfield_overrides = NARROW

    def has_delete_permission(self, request, obj=None):
        written = getattr(obj, "minutes", None) if obj else None
        may = super().has_delete_permission(request, obj)
        return may and not (written and written.is_shared)

    @staticmethod
    def keep(_formset, changed):
        for row in changed:
            row.save() if row.pk else minutes.add(row)


class MinutesInline(NeverDeletedMixin, admin.StackedInline):
    model = Minutes
    template = "knowledge_exchange/admin/meeting/minutes_inline.html"
    fields = ["text", "visibility"]
    extra = max_num = 1

    @staticmethod
    def keep(_formset, changed):
        for row in changed:
            row.save()


class DecisionInline(UntilSharedMixin, admin.TabularInline):
    model = Decision
    formfield_overrides = WIDE_TEXT
    fields = ["number", "text"]
    readonly_fields = ["number"]


class ActionInline(UntilSharedMixin, admin.TabularInline):
    model = Action
    fields = ["number", "what", "centre", "due_on", "done_at"]
    readonly_fields = ["number", "done_at"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """The list of centres is asked for once, not once a row."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "centre":
            centres = [(centre.pk, str(centre)) for centre in Centre.objects.all()]
            field.choices = [("", _("Secretariat")), *centres]
        return field


class MaterialInline(NeverDeletedMixin, admin.TabularInline):
    """Added on the meeting's page; here it is said who sees them."""

    model = Material
    form = MaterialShownForm
    fields = ["title", "visibility", "files"]
    readonly_fields = ["files"]
    extra = max_num = 0

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("versions")

    @admin.display(description=_("files"))
    def files(self, material):
        rows = [
            (
                reverse(
                    "knowledge_exchange:material_file", args=[version.material_id, version.number]
                ),
                version.number,
                version.name,
            )
            for version in (material.versions.all() if material.pk else ())
        ]
        return format_html(
            "<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}. {}</a></li>', rows)
        )

    @staticmethod
    def keep(_formset, changed):
        for row in changed:
            materials.describe(row)
