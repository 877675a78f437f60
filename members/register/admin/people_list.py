"""The list of people in the admin: find, see whose sign-in needs help, send a link."""

from datetime import timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.bulk_steps import BulkStep
from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Filter, Listing
from common.admin.steps import StepLink
from common.dates import network_day
from common.refusals import Refused
from common.templatetags.p2i import status_tag
from members.enums import RepresentativeRole
from members.permissions import is_secretariat
from members.register import factors, queues
from members.register.models import Representative
from members.register.people_search import find_people
from members.register.services import accounts
from outbox.rehearsal import rehearsed

YES, NO = "on", "off"


def mail_link(person, *, by, now):
    if not person.is_active:
        raise Refused(_("The sign-in is locked."))
    accounts.mail_password_link(person, now=now)


def links_mailed(count):
    return ngettext("%d link is on its way.", "%d links are on their way.", count) % count


PASSWORD_LINK = BulkStep(
    name="mail_password_link",
    label=_("Email a link to choose a password"),
    act=mail_link,
    done=links_mailed,
    consequence=_(
        "Each person can choose a new password by the link. The present one holds until then."
    ),
    letters=rehearsed,
)


def in_office(viewer):
    return Representative.objects.in_office(viewer.day)


def roles_cell(person):
    """For whom they speak, or that they are of the secretariat."""
    roles = [f"{role.centre}: {role.get_role_display()}" for role in person.roles]
    return ", ".join([*roles, *([str(_("Secretariat"))] if person.is_staff else [])])


def state_cell(person):
    if person.erased_at:
        return status_tag("ended", _("Erased"))
    if not person.is_active:
        return status_tag("failed", _("Locked"))
    if person.last_login is None:
        return status_tag("invited", _("Has never signed in"))
    return status_tag("active", _("Open"))


def signed_in_last(person):
    """No more exactly than the office needs to know it."""
    at = person.last_login
    if at is None:
        return ""
    age = timezone.now() - at
    if age < timedelta(days=7):
        return _("within a week")
    if age < timedelta(days=30):
        return _("within a month")
    return date_format(network_day(at), "F Y")


LISTING = Listing(
    title=_("People"),
    everything=_("All people"),
    search_label=_("Name, address, centre or country"),
    columns=(
        Column(name="name", label=_("Person"), cell=str, order=("name", "email")),
        Column(
            name="email", label=_("Address"), cell=lambda person: person.email, order=("email",)
        ),
        Column(name="roles", label=_("Speaks for"), cell=roles_cell),
        Column(name="state", label=_("Sign-in"), cell=state_cell),
        Column(name="factors", label=_("Second step"), cell=factors.of),
        Column(name="last", label=_("Signed in last"), cell=signed_in_last),
    ),
    find=find_people,
    order="name",
    queues=queues.PEOPLE,
    filters=(
        Filter(
            name="role",
            label=_("Role"),
            choices=lambda viewer: RepresentativeRole.choices,
            narrow=lambda people, role, viewer: people.filter(
                pk__in=in_office(viewer).filter(role=role).values("user")
            ),
        ),
        Filter(
            name="second_step",
            label=_("Second step"),
            choices=lambda viewer: [(YES, _("Has one")), (NO, _("Has none"))],
            narrow=lambda people, wanted, viewer: people.filter(
                queues.HAS_SECOND_STEP if wanted == YES else ~queues.HAS_SECOND_STEP
            ),
        ),
    ),
    acts=(PASSWORD_LINK,),
    empty_title=_("Nobody yet"),
    empty_text=_("Whoever is invited to speak for a centre, or added here, stands in this list."),
)


class PeopleListMixin(ListAdmin):
    listing = LISTING

    def may_see_list(self, request):
        return is_secretariat(request.user)

    def page_rows(self, people):
        """With what the list says of each person, in as many queries for many as for one."""
        of_today = Representative.objects.in_office(network_day(timezone.now()))
        return people.annotate(has_second_step=queues.HAS_SECOND_STEP).prefetch_related(
            Prefetch("representations", of_today.select_related("centre"), to_attr="roles"),
            *factors.PREFETCHED,
        )

    def tools(self, request):
        colleagues = reverse("admin:members_user_colleagues")
        return [StepLink(_("The secretariat"), colleagues), *super().tools(request)]
