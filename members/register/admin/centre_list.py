"""The list of centres in the admin: find, see what waits, ask to reconfirm, export."""

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Export, Filter, Listing, country_cell
from common.dates import network_day
from common.templatetags.p2i import status_tag
from members.enums import Maturity, MembershipClass, MembershipStatus
from members.permissions import can_export_register
from members.register import queues
from members.register.admin.reconfirmations import ASK_SEVERAL
from members.register.centre_search import matching
from members.register.importing import register_table
from members.register.models import Centre, Membership, Representative
from members.register.models.register import by_country_name
from traces.services import note_export

NEVER = "never"


def with_status(centres, status, viewer):
    """By the open membership; of those who left by the last one."""
    inside = Membership.objects.in_the_network().values("centre")
    if status == NEVER:
        return centres.filter(memberships__isnull=True)
    of_it = Membership.objects.filter(status=status).values("centre")
    centres = centres.filter(pk__in=of_it)
    return centres.exclude(pk__in=inside) if status == MembershipStatus.ENDED else centres


def with_fact(name):
    """Of centres whose open membership says so."""

    def narrow(centres, value, viewer):
        rows = Membership.objects.in_the_network().filter(**{name: value})
        return centres.filter(pk__in=rows.values("centre"))

    return narrow


def name_cell(centre):
    remarks = [(remark,) for remark in centre.remarks]
    return format_html(
        "{}{}",
        centre.name,
        format_html_join("", ' <span class="meta line">{}</span>', remarks),
    )


def class_cell(centre):
    return centre.membership.get_membership_class_display() if centre.membership else ""


def maturity_cell(centre):
    return centre.membership.get_maturity_display() if centre.membership else ""


def status_cell(centre):
    if centre.membership:
        return status_tag(centre.membership.status, centre.membership.get_status_display())
    if centre.was_a_member:
        return status_tag(MembershipStatus.ENDED, MembershipStatus.ENDED.label)
    return format_html('<span class="meta">{}</span>', _("not in the Network"))


def delegate_cell(centre):
    if centre.lacks_delegate:
        return status_tag("missing", _("No valid delegate"))
    return ", ".join(str(person.user) for person in centre.delegates)


LISTING = Listing(
    title=_("Centres"),
    everything=_("All centres"),
    search_label=_("Name, host, former name of a host, or country"),
    columns=(
        Column(name="name", label=_("Centre"), cell=name_cell, order=("name",)),
        Column(
            name="country",
            label=_("Country"),
            cell=lambda centre: country_cell(centre.country),
            order=(by_country_name(), "name"),
        ),
        Column(name="class", label=_("Class"), cell=class_cell),
        Column(name="maturity", label=_("Maturity"), cell=maturity_cell),
        Column(name="status", label=_("Membership"), cell=status_cell),
        Column(name="delegate", label=_("Delegate"), cell=delegate_cell),
    ),
    find=matching,
    order="country",
    queues=queues.CENTRES,
    filters=(
        Filter(
            name="status",
            label=_("Membership"),
            choices=lambda viewer: [*MembershipStatus.choices, (NEVER, _("Never in the Network"))],
            narrow=with_status,
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
        Filter(
            name="country",
            label=_("Country"),
            choices=lambda viewer: countries,
            narrow=lambda centres, country, viewer: centres.filter(country=country),
        ),
    ),
    acts=(ASK_SEVERAL,),
    export=Export(name="register", table=register_table.table, noted=note_export),
    empty_title=_("No centre yet"),
    empty_text=_(
        "A centre stands here once it is added, imported or its application is admitted. What is "
        "exported here can be changed in a spreadsheet and imported again."
    ),
)


class CentreListMixin(ListAdmin):
    listing = LISTING

    def may_see_list(self, request):
        return can_export_register(request.user)

    def page_rows(self, centres):
        day = network_day(timezone.now())
        lacking = Centre.objects.without_a_delegate(day).filter(pk=OuterRef("pk"))
        former = Membership.objects.filter(centre=OuterRef("pk"))
        delegates = Representative.objects.acting(day).delegates().select_related("user")
        return (
            centres.with_membership()
            .annotate(lacks_delegate=Exists(lacking), was_a_member=Exists(former))
            .prefetch_related(Prefetch("representatives", delegates, to_attr="delegates"))
        )
