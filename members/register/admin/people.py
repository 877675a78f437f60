from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import NeverDeletedMixin
from common.admin.steps import Menu
from common.admin.versions import FieldVersions
from members.permissions import is_secretariat
from members.register import factors
from members.register.admin.people_list import PeopleListMixin
from members.register.admin.people_steps import STEPS
from members.register.admin.person_page import PersonPageMixin
from members.register.models import User
from members.register.roles import SECRETARIAT
from members.register.services import accounts
from proposals.admin_marks import MarkedAloneMixin
from proposals.admin_steps import open_proposal

RIGHTS = ("is_staff", "is_superuser", "groups")


class NewUserForm(forms.ModelForm):
    """A login without a password: its person chooses one by the mailed link."""

    class Meta:
        model = User
        fields = ["email", "name"]

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class UserAdmin(
    MarkedAloneMixin, NeverDeletedMixin, PeopleListMixin, PersonPageMixin, DjangoUserAdmin
):
    """People and their sign-ins, which are locked, unlocked and ended by steps.

    Only a superuser hands out rights by a form; nobody sets somebody else's password or writes
    another address: whoever can do that can act as that person, and the secretariat never votes.
    """

    steps = STEPS
    step_head = "admin/members/user/_person_head.html"
    versions = FieldVersions(fields=("email", "name", "is_active", "is_staff", "is_superuser"))
    form = forms.ModelForm
    add_form = NewUserForm
    ordering = ["name", "email"]
    list_display = ["name"]  # Django's own has columns that a person here has not
    filter_horizontal = ["groups"]
    readonly_fields = ["is_active", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "name", "telephone", "time_zone", "wants_reminders"]}),
        (_("Rights"), {"fields": ["is_active", *RIGHTS]}),
        (_("Dates"), {"fields": ["date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name"]})]

    def get_readonly_fields(self, request, obj=None):
        fixed = [*self.readonly_fields, *(["email"] if obj else [])]
        return fixed if request.user.is_superuser else [*fixed, *RIGHTS]

    def has_change_permission(self, request, obj=None):
        """Nobody below a superuser changes the login of somebody else with rights."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (
            obj is None or request.user.is_superuser or obj == request.user or not obj.is_staff
        )

    def save_related(self, request, form, formsets, change):
        """What only a superuser can write here is told to the person."""
        super().save_related(request, form, formsets, change)
        if change and any(name in form.changed_data for name in RIGHTS):
            accounts.tell_of_raw_change(form.instance, by=request.user, now=timezone.now())

    def get_urls(self):
        page = self.admin_site.admin_view(self.colleagues)
        return [
            path("colleagues/", page, name="members_user_colleagues"),
            *super().get_urls(),
        ]

    def colleagues(self, request):
        """Who is of the secretariat, and with which factors they sign in."""
        if not is_secretariat(request.user):
            raise PermissionDenied
        people = self.page_rows(self.get_queryset(request))
        people = people.filter(groups__name=SECRETARIAT, is_staff=True)
        context = {
            **self.admin_site.each_context(request),
            "title": _("The secretariat"),
            "people": [
                {"person": person, "factors": factors.of(person), "proposal": open_proposal(person)}
                for person in people.order_by("name", "email")
            ],
        }
        return TemplateResponse(request, "admin/members/user/colleagues.html", context)

    def step_object(self, request, pk):
        person = super().step_object(request, pk)
        if not self.may_help(request, person):
            raise PermissionDenied
        return person

    def menu(self, request, person):
        return super().menu(request, person) if self.may_help(request, person) else Menu()

    def may_help(self, request, person):
        """By steps, each of which says more; colleagues of the secretariat help each other."""
        if self.has_change_permission(request, person):
            return True
        return is_secretariat(request.user) and not person.is_superuser

    def user_change_password(self, request, id, form_url=""):
        """Each person chooses their own by the mailed link, and is told of it."""
        raise PermissionDenied
