"""Who speaks for a centre, in the admin: through the same services as on the centre's own page."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import ReadOnlyMixin
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Section, Step
from common.dates import network_day
from members.enums import RepresentativeRole
from members.permissions import is_secretariat
from members.register import two_people
from members.register.models import Centre, Representative
from members.register.people_forms import EndForm, HandOverForm, InvitePersonForm
from members.register.representation import lacks_delegate, lines, past
from members.register.services import representing
from outbox.rehearsal import rehearsed
from proposals.admin_steps import SETTLING, open_proposal, proposing


def people_page(centre):
    return reverse("admin:members_centre_people", args=[centre.pk])


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
        is_aside=True,
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


class PeoplePageMixin:
    """For the admin of centres."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/people/", view(self.people_view), name="members_centre_people"),
            *super().get_urls(),
        ]

    def people_view(self, request, pk):
        if not is_secretariat(request.user):
            raise PermissionDenied
        centre, day = get_object_or_404(self.model, pk=pk), today()
        context = {
            **self.admin_site.each_context(request),
            "title": _("Who speaks for %(centre)s") % {"centre": centre.name},
            "centre": centre,
            "lines": lines(centre, day),
            "past": past(centre, day),
            "lacks_delegate": lacks_delegate(centre, day),
            "invite_url": self.step_url(INVITE, centre),
            "proposal": open_proposal(centre),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/members/centre/people.html", context)


@admin.register(Representative)
class RepresentativeAdmin(FoldedSearchMixin, ReadOnlyMixin, StepsAdmin):
    """A list to search in; people are invited, handed over and ended on their centre's page."""

    steps = STEPS
    step_route = "<int:pk>/<slug:name>/step/"
    step_head = "admin/members/centre/_person_head.html"
    list_display = ["user", "centre", "role", "valid_from", "valid_until"]
    list_filter = ["role"]
    list_select_related = ["user", "centre"]
    search_fields = ["user__name_words", "user__email", "centre__name_words"]
    texts_read = ()
    show_full_result_count = False
    fields = [
        "user",
        "centre",
        "role",
        "valid_from",
        "valid_until",
        "basis",
        "invited_by",
        "confirmed_by",
        "ended_basis",
        "ended_by",
        "end_confirmed_by",
    ]
    readonly_fields = fields

    def may_step(self, request):
        return is_secretariat(request.user)

    def step_object(self, request, pk):
        return get_object_or_404(Representative.objects.select_related("user", "centre"), pk=pk)

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
