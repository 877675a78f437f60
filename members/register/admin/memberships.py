"""Memberships in the admin: to read, and to change by steps that leave a trace."""

from django.contrib import admin

from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import NeverDeletedMixin, ReadOnlyMixin
from common.admin.step_admin import StepsAdmin
from common.admin.versions import EventVersions, News
from members.register.admin.membership_steps import ENTER, STEPS
from members.register.admin.which_centre import EnteredForACentreMixin
from members.register.models import Centre, Membership, MembershipEvent
from proposals.admin_marks import MarkedAloneMixin


class MembershipEventInline(ReadOnlyMixin, admin.TabularInline):
    model = MembershipEvent
    fields = [
        "at",
        "announced",
        "effective",
        "membership_class",
        "maturity",
        "status",
        "by",
        "note",
    ]
    readonly_fields = fields
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by")


@admin.register(Membership)
class MembershipAdmin(
    MarkedAloneMixin, FoldedSearchMixin, NeverDeletedMixin, EnteredForACentreMixin, StepsAdmin
):
    """Only the notes are written here; everything else is a step with a day and a reason."""

    steps = STEPS
    entering = ENTER
    step_route = "<int:pk>/<slug:name>/step/"
    step_head = "admin/members/membership/_step_head.html"
    change_form_template = "admin/members/membership/change_form.html"
    versions = EventVersions(
        events=lambda membership: membership.events.select_related("by"),
        tell=lambda event: News(
            ", ".join([event.get_status_display(), event.get_membership_class_display()]),
            more=(event.get_maturity_display(),) if event.maturity else (),
            why=event.note,
            who=str(event.by or ""),
            at=event.at,
        ),
    )
    list_display = ["centre", "membership_class", "maturity", "status", "effective", "ended"]
    list_filter = ["membership_class", "maturity", "status"]
    list_select_related = ["centre"]
    search_fields = ["centre__name_words", "centre__country"]
    readonly_fields = [
        "centre",
        "membership_class",
        "maturity",
        "status",
        "announced",
        "effective",
        "suspended",
        "ended",
    ]
    fields = [*readonly_fields, "notes"]
    inlines = [MembershipEventInline]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("centre")

    def locked(self, membership):
        """The centre's row first, as wherever its people or memberships change."""
        Centre.objects.select_for_update().get(pk=membership.centre_id)
        return super().locked(membership)
