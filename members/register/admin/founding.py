"""Preparing the founding of the Network; it holds once two delegates have agreed."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import NeverDeletedMixin
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Section, Step
from common.admin.versions import FieldVersions
from members.permissions import is_secretariat
from members.register.founded import is_founded
from members.register.models import Founding, FoundingCentre, FoundingPerson
from members.register.services import founding
from outbox.rehearsal import rehearsed


def what_is_proposed(row):
    return [Section(label, tuple(value.split("\n"))) for label, value in founding.facts_of(row)]


STEPS = (
    Step(
        name="propose",
        label=_("Propose the founding"),
        applies=lambda row: row.is_being_written,
        why_not=lambda row, user: founding.why_not_propose(row),
        act=founding.propose,
        consequence=_(
            "Everybody who is named is invited by email and can sign in to read it. It takes "
            "effect as a whole once two delegates of different centres have agreed; until then "
            "nobody acts for a centre and the site says that the Network is being founded."
        ),
        seen_by=_("All who are invited read all of it, with names and addresses."),
        sections=what_is_proposed,
        done=_("Proposed. Two delegates agree under “Tasks”."),
        letters=rehearsed,
        style="btn-primary",
    ),
    Step(
        name="take-back",
        label=_("Take it back to change it"),
        applies=lambda row: row.is_waiting,
        act=founding.take_back,
        consequence=_("Nobody can agree until it is proposed anew, and whoever had agrees again."),
        done=_("It can be changed now."),
    ),
)


class LinesMixin:
    """Lines of the founding, written until it is proposed."""

    extra = 1

    def has_add_permission(self, request, obj=None):
        return is_secretariat(request.user) and (obj is None or obj.is_being_written)

    has_change_permission = has_delete_permission = has_add_permission

    def has_view_permission(self, request, obj=None):
        return is_secretariat(request.user)


class CentreInline(LinesMixin, admin.TabularInline):
    model = FoundingCentre
    autocomplete_fields = ["centre"]


class PersonInline(LinesMixin, admin.TabularInline):
    model = FoundingPerson
    autocomplete_fields = ["centre"]
    fields = ["centre", "role", "name", "email"]


@admin.register(Founding)
class FoundingAdmin(NeverDeletedMixin, StepsAdmin):
    steps = STEPS
    versions = FieldVersions(rows=lambda row: [row, *row.centres.all(), *row.people.all()])
    inlines = [CentreInline, PersonInline]
    fields = ["note", "prepared_by", "prepared_at", "proposed_by", "proposed_at", "founded_at"]
    readonly_fields = fields[1:]
    change_form_template = "admin/members/founding/change_form.html"

    def has_module_permission(self, request):
        return is_secretariat(request.user)

    def has_view_permission(self, request, obj=None):
        return is_secretariat(request.user)

    def has_add_permission(self, request):
        return is_secretariat(request.user) and not is_founded()

    def has_change_permission(self, request, obj=None):
        return is_secretariat(request.user) and (obj is None or obj.is_being_written)

    def may_step(self, request):
        return is_secretariat(request.user)

    def add_view(self, request, form_url="", extra_context=None):
        """There is one for a site."""
        if row := Founding.objects.first():
            return redirect("admin:members_founding_change", row.pk)
        return super().add_view(request, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.pk, obj.prepared_by, obj.prepared_at = 1, request.user, timezone.now()
        super().save_model(request, obj, form, change)
