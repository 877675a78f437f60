"""Who speaks for a centre, in the admin: through the same services as on the centre's own page."""

from django.contrib import admin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Filter, Listing, day_cell
from common.admin.mixins import ReadOnlyMixin
from common.admin.page_admin import PageAdmin, PageSection
from common.admin.steps import Section, Step, StepLink
from common.dates import network_day
from members.enums import RepresentativeRole
from members.permissions import is_secretariat
from members.register import queues, two_people
from members.register.models import Centre, Representative
from members.register.people_forms import EndForm, HandOverForm, InvitePersonForm
from members.register.people_search import find_representatives
from members.register.services import representing
from outbox import letters
from outbox.rehearsal import rehearsed
from proposals.admin_steps import SETTLING, proposing, shown_proposal


def people_page(centre):
    return reverse("admin:members_centre_change", args=[centre.pk]) + "#people"


def today():
    return network_day(timezone.now())


def is_delegate(person):
    return person.role == RepresentativeRole.DELEGATE


def why_it_ends(person, user):
    """Why no step is left for a role: it has ended, or is going to."""
    if not person.valid_until:
        return ""
    day = date_format(person.valid_until, "j F Y")
    if person.valid_until <= today():
        return _("This role ended on %(day)s.") % {"day": day}
    return _("This role ends on %(day)s already.") % {"day": day}


def who_confirms(centre):
    """Whose word it takes; the second line is for a centre that has nobody left."""
    leading = representing.who_confirms(centre, today()).select_related("user")
    if not leading:
        words = _(
            "Nobody of this centre is left who could confirm it, so a second person releases it: "
            "another one of the secretariat, or a co-chair of another country."
        )
        return [Section(words, (), is_warning=True)]
    names = ", ".join(str(person.user) for person in leading)
    sections = [
        Section(
            _("The centre confirms it: %(names)s. It waits for them under “Tasks”.")
            % {"names": names},
            (),
        )
    ]
    if not any(person.user.is_active for person in leading):
        words = _(
            "Their sign-ins are locked: first have them unlocked, or ended for good by two people."
        )
        sections.append(Section(words, (), is_warning=True))
    return sections


TOLD = _(
    "Everybody who speaks for the centre, its role mailbox and the secretariat read who did it."
)
INVITE = proposing(
    two_people.INVITE,
    Step(  # a step of the centre
        name="invite",
        label=_("Invite somebody"),
        allowed=is_secretariat,
        act=representing.invite,
        consequence=_(
            "They get an email with a link to choose a password, and act for the centre from the "
            "day you name. A day in the past is for what was agreed earlier."
        ),
        seen_by=TOLD,
        sections=who_confirms,
        done="",
        form=InvitePersonForm,
        form_details=lambda centre: {
            "initial": {"on": today(), "role": RepresentativeRole.DELEGATE}
        },
        letters=rehearsed,
        style="btn-primary",
        back=people_page,
    ),
)
STEPS = (
    proposing(
        two_people.HAND_OVER,
        Step(
            name="hand-over",
            label=_("Hand the delegate's role over"),
            applies=is_delegate,
            why_not=why_it_ends,
            act=representing.hand_over,
            consequence=lambda person: f"{HandOverForm.consequence} {HandOverForm.on_open_votes}",
            seen_by=TOLD,
            sections=lambda person: who_confirms(person.centre),
            done="",
            form=HandOverForm,
            form_details=lambda person: {"initial": {"on": today()}},
            letters=rehearsed,
        ),
    ),
    proposing(
        two_people.END_ROLE,
        Step(
            name="end",
            label=_("End this role"),
            why_not=why_it_ends,
            act=representing.end,
            consequence=EndForm.consequence,
            seen_by=TOLD,
            sections=lambda person: [
                *(
                    [Section(EndForm.without_a_delegate, (), is_warning=True)]
                    if is_delegate(person)
                    else []
                ),
                *who_confirms(person.centre),
            ],
            done="",
            form=EndForm,
            form_details=lambda person: {"initial": {"on": today()}},
            letters=rehearsed,
            style="btn-danger",
        ),
    ),
    *SETTLING,
)


LISTING = Listing(
    title=_("Representatives"),
    everything=_("All representatives"),
    search_label=_("Person, address or centre"),
    columns=(
        Column(
            name="person",
            label=_("Person"),
            cell=lambda row: row.user,
            order=("user__name", "user__email"),
        ),
        Column(
            name="centre",
            label=_("Centre"),
            cell=lambda row: row.centre,
            order=("centre__name",),
        ),
        Column(
            name="role",
            label=_("Role"),
            cell=lambda row: row.get_role_display(),
            order=("role", "user__name"),
        ),
        Column(
            name="from",
            label=_("From"),
            cell=lambda row: day_cell(row.valid_from),
            order=("valid_from",),
        ),
        Column(
            name="until",
            label=_("Until the day before"),
            cell=lambda row: day_cell(row.valid_until),
        ),
    ),
    find=find_representatives,
    order="person",
    queues=queues.REPRESENTATIVES,
    filters=(
        Filter(
            name="role",
            label=_("Role"),
            choices=lambda viewer: RepresentativeRole.choices,
            narrow=lambda rows, role, viewer: rows.filter(role=role),
        ),
    ),
    empty_title=_("Nobody speaks for a centre yet"),
    empty_text=_(
        "Whoever is invited on the page of a centre, or named in an application that the members "
        "admit, stands here."
    ),
)


@admin.register(Representative)
class RepresentativeAdmin(ReadOnlyMixin, ListAdmin, PageAdmin):
    """A list to search in; people are invited, handed over and ended on their centre's page."""

    listing = LISTING
    steps = STEPS
    step_route = "<int:pk>/<slug:name>/step/"
    step_head = "admin/members/centre/_person_head.html"
    page_sections = (
        PageSection("facts", _("Facts"), "admin/members/representative/_facts.html"),
        PageSection("letters", _("Letters"), "admin/page/_letters.html"),
    )

    def may_step(self, request):
        return is_secretariat(request.user)

    def page_rows(self, rows):
        return rows.select_related("user", "centre")

    def step_object(self, request, pk):
        named = ("invited_by", "confirmed_by", "ended_by", "end_confirmed_by")
        people = Representative.objects.select_related("user", "centre", *named)
        return get_object_or_404(people, pk=pk)

    def locked(self, person):
        """The centre's row first, as wherever its people or memberships change."""
        Centre.objects.select_for_update().get(pk=person.centre_id)
        return super().locked(person)

    def return_url(self, person):
        return people_page(person.centre)

    def crumbs(self, person):
        centre = person.centre
        return [
            (_("Centres"), reverse("admin:members_centre_changelist")),
            (centre.name, reverse("admin:members_centre_change", args=[centre.pk])),
            (_("Who speaks for it"), people_page(centre)),
        ]

    def page_context(self, request, obj):
        person = reverse("admin:members_user_change", args=[obj.user_id])
        return {
            "kicker": f"{obj.get_role_display()} · {obj.centre}",
            "links": [
                StepLink(_("Open the person"), person),
                StepLink(_("Open the centre"), people_page(obj.centre)),
            ],
            "proposal": shown_proposal(obj),
            "letters": letters.of(obj),
        }
