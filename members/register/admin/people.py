from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common import personal_data
from common.admin.bulk_steps import BulkStep, take_bulk_step
from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import NeverDeletedMixin
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Menu, Section, Step
from common.admin.versions import FieldVersions
from common.dates import network_day
from common.refusals import Refused
from common.templatetags.p2i import moment
from members.register import second_steps, two_people
from members.register.acting import acting_today
from members.register.models import Representative, User
from members.register.services import accounts, erasing
from outbox.rehearsal import rehearsed
from proposals.admin_marks import MarkedAloneMixin
from proposals.admin_steps import SETTLING, ReasonForm, proposing

RIGHTS = ("is_staff", "is_superuser", "groups")


class NewUserForm(forms.ModelForm):
    """A login without a password: its person chooses one by the mailed link."""

    class Meta:
        model = User
        fields = ["email", "name"]

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


def mail_link(person, *, by, now):
    if not person.is_active:
        raise Refused(_("The login is locked."))
    accounts.mail_password_link(person, now=now)


def links_mailed(count):
    return ngettext("%d link is on its way.", "%d links are on their way.", count) % count


PASSWORD_LINK = BulkStep(
    name="mail_password_link",
    label=_("Mail a link to choose a password"),
    act=mail_link,
    done=links_mailed,
    consequence=_(
        "Each person can choose a new password by the link. The present one holds until then."
    ),
    letters=rehearsed,
)


def role_of(person):
    """What rests while the sign-in is locked, and why that may not be enough."""
    acting = acting_today(person)
    if acting is None:
        return []
    words = _(
        "Acts for %(centre)s: %(role)s. Only the page of the centre ends or hands over a role."
    )
    facts = {"centre": acting.centre, "role": acting.get_role_display()}
    return [Section(words % facts, (), is_warning=True)]


def what_goes_and_stays(person):
    goes, stays = personal_data.on_request()
    return [
        Section(_("Erased"), tuple(f"{line.label}: {line.goes}" for line in goes)),
        Section(
            _("Kept"), tuple(f"{line.label}: {line.why_kept}" for line in stays if line.why_kept)
        ),
    ]


READ_BY = _(
    "The person, everybody who speaks for their centre, its role mailbox and the secretariat, "
    "with the reason."
)
STEPS = (
    Step(
        name="lock",
        label=_("Lock the sign-in"),
        applies=lambda person: person.is_active,
        act=accounts.lock,
        why_not=accounts.why_not_switch,
        form=ReasonForm,
        consequence=_(
            "From then on nobody signs in as this person, who acts for no centre and holds no "
            "token that works. It takes two people to unlock it."
        ),
        seen_by=READ_BY,
        sections=role_of,
        done=lambda person, row: (
            _("The sign-in of %(person)s is locked. They and their centre are told.")
            % {"person": row}
        ),
        letters=rehearsed,
        style="btn-danger",
    ),
    proposing(
        two_people.UNLOCK,
        Step(
            name="unlock",
            label=_("Unlock the sign-in"),
            applies=lambda person: not person.is_active and not accounts.is_ended(person),
            act=accounts.unlock,
            why_not=accounts.why_not_switch,
            form=ReasonForm,
            consequence=_(
                "From then on this person signs in with the password they had, and gets letters. "
                "The role for a centre and the tokens that they had hold again, unless they have "
                "ended meanwhile."
            ),
            seen_by=READ_BY,
            done="",
            letters=rehearsed,
        ),
    ),
    proposing(
        two_people.END_SIGN_IN,
        Step(
            name="end-for-good",
            label=_("End the sign-in for good"),
            applies=lambda person: not person.is_active and not accounts.is_ended(person),
            act=accounts.end_for_good,
            why_not=accounts.why_not_switch,
            form=ReasonForm,
            consequence=_(
                "Nobody ever signs in with it again, and the role that the person has for a centre "
                "ends. Whoever shall act again needs an invitation to another address."
            ),
            seen_by=READ_BY,
            done="",
            letters=rehearsed,
            style="btn-danger",
            is_aside=True,
        ),
    ),
    proposing(
        two_people.REMOVE_FACTOR,
        Step(
            name="remove-second-step",
            label=_("Switch the second step off"),
            applies=second_steps.has_one,
            act=accounts.remove_second_step,
            why_not=accounts.why_not_switch,
            form=ReasonForm,
            consequence=_(
                "For somebody who lost their telephone and their recovery codes: the password "
                "alone signs in until they switch a second step on again."
            ),
            seen_by=_("The person is told."),
            done="",
            letters=rehearsed,
            is_aside=True,
        ),
    ),
    proposing(
        two_people.ERASE_PERSON,
        Step(
            name="erase",
            label=_("Erase the person's data"),
            applies=lambda person: person.erased_at is None,
            act=erasing.erase,
            why_not=lambda person, user: personal_data.why_not_erased(person, timezone.now()),
            form=ReasonForm,
            sections=what_goes_and_stays,
            consequence=_(
                "For somebody who asked for it. It cannot be undone: nobody signs in as this "
                "person any more, and no page tells who it was."
            ),
            seen_by=_(
                "The person is told at the address they had. Pages say “Person whose data were "
                "erased” where the name stood."
            ),
            done="",
            letters=rehearsed,
            style="btn-danger",
            is_aside=True,
        ),
    ),
    *SETTLING,
)


HAS_SECOND_STEP = Exists(Authenticator.objects.filter(user=OuterRef("pk")))


class SecondStepFilter(admin.SimpleListFilter):
    title = _("second step")
    parameter_name = "second_step"

    def lookups(self, request, model_admin):
        return [("on", _("Has one")), ("off", _("Has none"))]

    def queryset(self, request, people):
        if self.value() not in ("on", "off"):
            return people
        return people.filter(has_second_step=self.value() == "on")


@admin.register(User)
class UserAdmin(
    MarkedAloneMixin, FoldedSearchMixin, NeverDeletedMixin, StepsAdmin, DjangoUserAdmin
):
    """People and their sign-ins, which are locked, unlocked and ended by steps.

    Only a superuser hands out rights and moves a sign-in to another address; nobody sets somebody
    else's password: whoever can do that can act as that person, and the secretariat never votes.
    """

    steps = STEPS
    step_head = "admin/members/user/_person_head.html"
    versions = FieldVersions(fields=("email", "name", "is_active", "is_staff", "is_superuser"))
    form = forms.ModelForm
    add_form = NewUserForm
    ordering = ["name", "email"]
    list_display = [
        *("email", "name", "speaks_for", "is_active", "is_staff", "second_step", "last_login")
    ]
    list_filter = ["is_active", "is_staff", "groups", SecondStepFilter]
    search_fields = ["email", "name_words"]
    texts_read = ()
    show_full_result_count = False
    filter_horizontal = ["groups"]
    readonly_fields = ["is_active", "last_login", "date_joined", "what_happened"]
    actions = ["mail_password_link"]
    fieldsets = [
        (None, {"fields": ["email", "name", "telephone", "time_zone", "wants_reminders"]}),
        (_("Rights"), {"fields": ["is_active", *RIGHTS]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
        (_("History of the sign-in"), {"fields": ["what_happened"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name"]})]

    def get_queryset(self, request):
        """With what the list says of each person, in as many queries for many as for one."""
        in_office = Representative.objects.in_office(network_day(timezone.now()))
        return (
            super()
            .get_queryset(request)
            .annotate(has_second_step=HAS_SECOND_STEP)
            .prefetch_related(
                Prefetch("representations", in_office.select_related("centre"), to_attr="roles")
            )
        )

    @admin.display(description=_("speaks for"))
    def speaks_for(self, person):
        return ", ".join(f"{role.centre}: {role.get_role_display()}" for role in person.roles)

    @admin.display(description=_("second step"), boolean=True, ordering="has_second_step")
    def second_step(self, person):
        return person.has_second_step

    @admin.display(description=_("what happened"))
    def what_happened(self, person):
        """To the sign-in, and to what guards it; the newest first."""
        events = person.sign_in_events.select_related("by", "released_by").order_by("-pk")
        lines = [
            (
                moment(event.at),
                event.get_what_display(),
                ", ".join(str(one) for one in (event.by, event.released_by) if one),
                event.reason,
            )
            for event in events
        ]
        return format_html_join(mark_safe("<br>"), "{} · {} · {} {}", lines) or _("Nothing.")

    def get_readonly_fields(self, request, obj=None):
        if request.user.is_superuser:
            return self.readonly_fields
        return [*self.readonly_fields, *RIGHTS, *(["email"] if obj else [])]

    def has_change_permission(self, request, obj=None):
        """Nobody below a superuser changes the login of somebody else with rights."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (
            obj is None or request.user.is_superuser or obj == request.user or not obj.is_staff
        )

    def save_related(self, request, form, formsets, change):
        """What only a superuser can write here is told to the person."""
        super().save_related(request, form, formsets, change)
        changed = [name for name in (*RIGHTS, "email") if name in form.changed_data]
        if change and changed:
            accounts.tell_of_raw_change(
                form.instance,
                changed,
                former_email=form.initial["email"],
                by=request.user,
                now=timezone.now(),
            )

    def step_object(self, request, pk):
        person = super().step_object(request, pk)
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        return person

    def menu(self, request, person):
        allowed = self.has_change_permission(request, person)
        return super().menu(request, person) if allowed else Menu()

    def user_change_password(self, request, id, form_url=""):
        """Each person chooses their own by the mailed link, and is told of it."""
        raise PermissionDenied

    @admin.action(description=PASSWORD_LINK.label, permissions=["change"])
    def mail_password_link(self, request, people):
        return take_bulk_step(request, self, PASSWORD_LINK, people)
