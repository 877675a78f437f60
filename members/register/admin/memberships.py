"""Memberships in the admin: to read, and to change by steps that leave a trace."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Filter, Listing, country_cell
from common.admin.mixins import NeverDeletedMixin
from common.admin.page_admin import PageAdmin, PageSection
from common.admin.steps import StepLink
from common.admin.versions import EventVersions, News
from common.dates import show_partial
from common.templatetags.p2i import status_tag
from members.enums import Maturity, MembershipClass, MembershipStatus
from members.register import queues
from members.register.admin.membership_steps import ENTER, STEPS
from members.register.admin.which_centre import EnteredForACentreMixin
from members.register.centre_search import matching
from members.register.history_of_memberships import facts_of, noted_changes
from members.register.history_words import in_words
from members.register.models import Centre, Membership
from outbox import letters
from proposals.admin_marks import MarkedAloneMixin
from proposals.admin_steps import shown_proposal


def with_fact(name):
    return lambda rows, value, viewer: rows.filter(**{name: value})


LISTING = Listing(
    title=_("Memberships"),
    everything=_("All memberships"),
    search_label=_("Centre, host or country"),
    columns=(
        Column(
            name="centre",
            label=_("Centre"),
            cell=lambda row: row.centre.name,
            order=("centre__name",),
        ),
        Column(
            name="country",
            label=_("Country"),
            cell=lambda membership: country_cell(membership.centre.country),
            order=("centre__country", "centre__name"),
        ),
        Column(
            name="class",
            label=_("Class"),
            cell=lambda row: row.get_membership_class_display(),
            order=("membership_class", "centre__name"),
        ),
        Column(name="maturity", label=_("Maturity"), cell=lambda row: row.get_maturity_display()),
        Column(
            name="status",
            label=_("State"),
            cell=lambda row: status_tag(row.status, row.get_status_display()),
            order=("status", "centre__name"),
        ),
        Column(
            name="effective",
            label=_("Since"),
            cell=lambda row: show_partial(row.effective),
            order=("effective",),
        ),
        Column(
            name="ended",
            label=_("Ended"),
            cell=lambda row: show_partial(row.ended),
            order=("ended",),
        ),
    ),
    find=lambda rows, text: rows.filter(centre__in=matching(Centre.objects.all(), text)),
    order="country",
    queues=queues.MEMBERSHIPS,
    filters=(
        Filter(
            name="status",
            label=_("State"),
            choices=lambda viewer: MembershipStatus.choices,
            narrow=with_fact("status"),
        ),
        Filter(
            name="class",
            label=_("Class"),
            choices=lambda viewer: MembershipClass.choices,
            narrow=with_fact("membership_class"),
        ),
        Filter(
            name="maturity",
            label=_("Maturity"),
            choices=lambda viewer: Maturity.choices,
            narrow=with_fact("maturity"),
        ),
    ),
    empty_title=_("No membership yet"),
    empty_text=_(
        "A membership begins with the founding, with an admitted application, by an import or as "
        "two people enter it."
    ),
)


@admin.register(Membership)
class MembershipAdmin(
    MarkedAloneMixin, NeverDeletedMixin, EnteredForACentreMixin, ListAdmin, PageAdmin
):
    """Only the notes are written here; everything else is a step with a day and a reason."""

    listing = LISTING
    steps = STEPS
    entering = ENTER
    step_route = "<int:pk>/<slug:name>/step/"
    step_head = "admin/members/membership/_step_head.html"
    page_sections = (
        PageSection("facts", _("Facts"), "admin/members/membership/_facts.html"),
        PageSection("history", _("History"), "admin/members/membership/_history.html"),
        PageSection("letters", _("Letters"), "admin/page/_letters.html"),
    )
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

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("centre")

    def locked(self, membership):
        """The centre's row first, as wherever its people or memberships change."""
        Centre.objects.select_for_update().get(pk=membership.centre_id)
        return super().locked(membership)

    def called(self, membership):
        return f"{membership.centre.name}: {membership.get_membership_class_display()}"

    def return_url(self, membership):
        """After a step to the centre, whose page shows all of it."""
        return reverse("admin:members_centre_change", args=[membership.centre_id]) + "#membership"

    def page_title(self, obj):
        return _("Membership of %(centre)s") % {"centre": obj.centre.name}

    def page_context(self, request, obj):
        centre = reverse("admin:members_centre_change", args=[obj.centre_id])
        links = [StepLink(_("Open the centre"), centre)]
        if obj.status == MembershipStatus.ENDED:
            back = reverse("admin:members_membership_add", query={"centre": obj.centre_id})
            links.append(StepLink(_("Let the centre return"), back))
        return {
            "kicker": country_cell(obj.centre.country),
            "state": status_tag(obj.status, obj.get_status_display()),
            "links": links,
            "proposal": shown_proposal(obj),
            "changes": [
                (
                    change.event,
                    in_words(facts_of(change.event), change.changed, is_first=change.is_first),
                )
                for change in noted_changes(obj.events.select_related("by", "released_by"))
            ],
            "letters": letters.of(obj),
        }
