from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.bulk_steps import BulkStep, take_bulk_step
from common.admin.mixins import NeverDeletedMixin
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Menu, Section, Step
from common.admin.versions import FieldVersions
from common.refusals import Refused
from members.register.acting import acting_today
from members.register.models import User
from members.register.services import accounts
from outbox.rehearsal import rehearsed

RIGHTS = ("is_staff", "is_superuser", "groups")


class NewUserForm(forms.ModelForm):
    """A login without a password: its person chooses one by the mailed link."""

    class Meta:
        model = User
        fields = ["email", "name"]

    def save(self, commit=True):
        self.instance.email = self.instance.email.lower()
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
    """What rests while the sign-in is off, and why that may not be enough."""
    acting = acting_today(person)
    if acting is None:
        return []
    words = _(
        "Acts for %(centre)s: %(role)s. Only the page of the centre ends or hands over a role."
    )
    facts = {"centre": acting.centre, "role": acting.get_role_display()}
    return [Section(words % facts, (), is_warning=True)]


READ_BY = _(
    "The secretariat, here and in the history of this person. The page of who speaks for their "
    "centre says that the login is not active."
)
STEPS = (
    Step(
        name="lock",
        label=_("Switch the sign-in off"),
        applies=lambda person: person.is_active,
        act=accounts.lock,
        why_not=accounts.why_not_switch,
        consequence=_(
            "From then on this person cannot sign in, acts for no centre, holds no token that "
            "works and gets no letters, not even one about this. It can be switched on again."
        ),
        seen_by=READ_BY,
        sections=role_of,
        done=lambda person, row: (
            _("The sign-in of %(person)s is off. They are not told: tell them if they should know.")
            % {"person": row}
        ),
        style="btn-danger",
    ),
    Step(
        name="unlock",
        label=_("Switch the sign-in on again"),
        applies=lambda person: not person.is_active,
        act=accounts.unlock,
        why_not=accounts.why_not_switch,
        consequence=_(
            "From then on this person signs in with the password they had, and gets letters. "
            "The role for a centre and the tokens that they had hold again, unless they have "
            "ended meanwhile."
        ),
        seen_by=READ_BY,
        done=lambda person, row: (
            _("The sign-in of %(person)s is on again. They are not told: tell them.")
            % {"person": row}
        ),
    ),
)


@admin.register(User)
class UserAdmin(NeverDeletedMixin, StepsAdmin, DjangoUserAdmin):
    """People and their logins. A sign-in is switched off and on by steps.

    Only a superuser hands out rights, sets passwords and moves a login to another address:
    whoever can do that can act as that person, and the secretariat never votes.
    """

    steps = STEPS
    versions = FieldVersions(fields=("email", "name", "is_active", "is_staff", "is_superuser"))
    form = forms.ModelForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    ordering = ["name", "email"]
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["email", "name"]
    show_full_result_count = False
    filter_horizontal = ["groups"]
    readonly_fields = ["is_active", "last_login", "date_joined"]
    actions = ["mail_password_link"]
    fieldsets = [
        (None, {"fields": ["email", "name", "time_zone", "wants_reminders"]}),
        (_("Rights"), {"fields": ["is_active", *RIGHTS]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name"]})]

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

    def step_object(self, request, pk):
        person = super().step_object(request, pk)
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        return person

    def menu(self, request, person):
        allowed = self.has_change_permission(request, person)
        return super().menu(request, person) if allowed else Menu()

    def user_change_password(self, request, id, form_url=""):
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    @admin.action(description=PASSWORD_LINK.label, permissions=["change"])
    def mail_password_link(self, request, people):
        return take_bulk_step(request, self, PASSWORD_LINK, people)
