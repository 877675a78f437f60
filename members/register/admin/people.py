from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.mixins import NeverDeletedMixin
from members.register.models import User
from members.register.services import accounts

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
        known = ["email"] if obj else []
        return [*self.readonly_fields, *RIGHTS, *known]

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

    @admin.action(description=_("Mail a link to choose a password"), permissions=["change"])
    def mail_password_link(self, request, people):
        active = [person for person in people if person.is_active]
        for person in active:
            accounts.mail_password_link(person, now=timezone.now())
        count = len(active)
        told = ngettext("%d link is on its way.", "%d links are on their way.", count) % count
        messages.success(request, told)
