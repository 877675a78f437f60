from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, BaseUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from members.admin.mixins import NeverDeletedMixin
from members.models import User

RIGHTS = ("is_staff", "is_superuser", "groups")


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name"]


@admin.register(User)
class UserAdmin(NeverDeletedMixin, DjangoUserAdmin):
    """People and their logins. Only a superuser hands out rights."""

    form = UserChangeForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    ordering = ["name", "email"]
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["email", "name"]
    show_full_result_count = False
    filter_horizontal = ["groups"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "name", "time_zone", "wants_reminders"]}),
        (_("Rights"), {"fields": ["is_active", *RIGHTS]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "password1", "password2"]})]

    def get_readonly_fields(self, request, obj=None):
        if request.user.is_superuser:
            return self.readonly_fields
        return [*self.readonly_fields, *RIGHTS]

    def has_change_permission(self, request, obj=None):
        """Nobody below a superuser changes the login of somebody with rights, password included."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (
            obj is None or request.user.is_superuser or obj == request.user or not obj.is_staff
        )
