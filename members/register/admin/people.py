from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.bulk_steps import BulkStep, take_bulk_step
from common.admin.mixins import NeverDeletedMixin
from common.refusals import Refused
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


@admin.register(User)
class UserAdmin(NeverDeletedMixin, DjangoUserAdmin):
    """People and their logins.

    Only a superuser hands out rights, sets passwords and moves a login to another address:
    whoever can do that can act as that person, and the secretariat never votes.
    """

    form = forms.ModelForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    ordering = ["name", "email"]
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["email", "name"]
    show_full_result_count = False
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]
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

    def user_change_password(self, request, id, form_url=""):
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    @admin.action(description=PASSWORD_LINK.label, permissions=["change"])
    def mail_password_link(self, request, people):
        return take_bulk_step(request, self, PASSWORD_LINK, people)
