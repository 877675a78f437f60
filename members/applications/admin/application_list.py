"""The list of applications in the admin: find, hand out, remind, export."""

from django.db.models import Q
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Export, Filter, Listing, country_cell, since_cell
from common.admin.steps import StepLink
from common.templatetags.p2i import status_tag
from members.applications import exporting, queues
from members.applications.admin.bulk import BULK_STEPS
from members.applications.admin.on_behalf import enter_paper
from members.applications.models.applications import LIST_ORDERS
from members.applications.searching import matching
from members.enums import ApplicationStatus
from members.permissions import can_review, secretariat_people
from traces.services import note_export

NOBODY, MINE = "nobody", "mine"


def assigned_to(cases, wanted, viewer):
    nobody = Q(assigned_to=None)
    if wanted == MINE:
        return cases.filter(nobody | Q(assigned_to=viewer.user))
    return cases.filter(nobody if wanted == NOBODY else Q(assigned_to=wanted))


def people_to_choose(viewer):
    people = [(str(person.pk), str(person)) for person in secretariat_people()]
    return [(MINE, _("Me or nobody")), (NOBODY, _("Nobody")), *people]


def assigned_cell(case):
    return case.assigned_to or format_html('<span class="meta">{}</span>', _("nobody"))


LISTING = Listing(
    title=_("Applications"),
    everything=_("All applications"),
    search_label=_("Reference, name, country or person"),
    columns=(
        Column(
            name="reference",
            label=_("Reference"),
            cell=lambda case: case.reference,
            order=LIST_ORDERS["reference"],
        ),
        Column(
            name="centre",
            label=_("Centre"),
            cell=lambda case: case.centre_name,
            order=LIST_ORDERS["centre"],
        ),
        Column(
            name="organisation",
            label=_("Organisation"),
            cell=lambda case: case.organisation_name,
            order=LIST_ORDERS["organisation"],
        ),
        Column(
            name="country",
            label=_("Country"),
            cell=lambda case: country_cell(case.country),
            order=LIST_ORDERS["country"],
        ),
        Column(
            name="status",
            label=_("Status"),
            cell=lambda case: status_tag(case.status, case.get_status_display()),
            order=LIST_ORDERS["status"],
        ),
        Column(
            name="since",
            label=_("In this state since"),
            cell=lambda case: since_cell(case.status_since),
            order=LIST_ORDERS["since"],
        ),
        Column(
            name="assigned",
            label=_("Assigned to"),
            cell=assigned_cell,
            order=LIST_ORDERS["assigned"],
        ),
    ),
    find=matching,
    order="-since",
    queue_order="since",
    queues=queues.QUEUES,
    filters=(
        Filter(
            name="status",
            label=_("Status"),
            choices=lambda viewer: [way for way in ApplicationStatus.choices if way[0] != "draft"],
            narrow=lambda cases, status, viewer: cases.filter(status=status),
        ),
        Filter(
            name="country",
            label=_("Country"),
            choices=lambda viewer: countries,
            narrow=lambda cases, country, viewer: cases.filter(country=country),
        ),
        Filter(
            name="assigned",
            label=_("Assigned to"),
            choices=people_to_choose,
            narrow=assigned_to,
        ),
    ),
    acts=BULK_STEPS,
    export=Export(name="applications", table=exporting.table, noted=note_export),
    empty_title=_("No application yet"),
    empty_text=_(
        "An application is listed here from the moment in which its applicant submits it."
    ),
)


class ApplicationListMixin(ListAdmin):
    listing = LISTING

    def get_queryset(self, request):
        return super().get_queryset(request).seen_by_the_secretariat()

    def get_urls(self):
        page = self.admin_site.admin_view(self.enter_paper)
        return [path("on-paper/", page, name="members_application_on_paper"), *super().get_urls()]

    def enter_paper(self, request):
        return enter_paper(request, self)

    def tools(self, request):
        label = _("Enter an application that came on paper")
        return [
            StepLink(label, reverse("admin:members_application_on_paper"), "btn-outline-primary")
        ]

    def called(self, case):
        return f"{case.reference}: {case.title}"

    def page_rows(self, cases):
        return cases.select_related("assigned_to")

    def may_see_list(self, request):
        return can_review(request.user)
