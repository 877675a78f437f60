from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.admin.bulk_steps import BulkStep, take_bulk_step
from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import NeverDeletedMixin
from common.admin.step_admin import StepsAdmin
from common.admin.steps import Menu
from common.admin.versions import FieldVersions
from common.dates import network_day
from common.refusals import Refused
from common.templatetags.p2i import moment
from members.permissions import is_secretariat
from members.register import factors
from members.register.admin.people_steps import STEPS
from members.register.models import Representative, User
from members.register.roles import SECRETARIAT
from members.register.services import accounts
from outbox.rehearsal import rehearsed
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

    Only a superuser hands out rights by a form; nobody sets somebody else's password or writes
    another address: whoever can do that can act as that person, and the secretariat never votes.
    """

    steps = STEPS
    change_list_template = "admin/members/user/change_list.html"
    step_head = "admin/members/user/_person_head.html"
    versions = FieldVersions(fields=("email", "name", "is_active", "is_staff", "is_superuser"))
    form = forms.ModelForm
    add_form = NewUserForm
    ordering = ["name", "email"]
    list_display = [
        *("email", "name", "speaks_for", "is_active", "is_staff", "factors", "last_login")
    ]
    list_filter = ["is_active", "is_staff", "groups", SecondStepFilter]
    search_fields = ["email", "name_words"]
    texts_read = ()
    show_full_result_count = False
    filter_horizontal = ["groups"]
    readonly_fields = ["is_active", "factors", "last_login", "date_joined", "what_happened"]
    actions = ["mail_password_link"]
    fieldsets = [
        (None, {"fields": ["email", "name", "telephone", "time_zone", "wants_reminders"]}),
        (_("Rights"), {"fields": ["is_active", "factors", *RIGHTS]}),
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
                Prefetch("representations", in_office.select_related("centre"), to_attr="roles"),
                *factors.PREFETCHED,
            )
        )

    @admin.display(description=_("speaks for"))
    def speaks_for(self, person):
        return ", ".join(f"{role.centre}: {role.get_role_display()}" for role in person.roles)

    @admin.display(description=_("signs in besides with"), ordering="has_second_step")
    def factors(self, person):
        return factors.of(person)

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
        people = self.get_queryset(request).filter(groups__name=SECRETARIAT, is_staff=True)
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

    @admin.action(description=PASSWORD_LINK.label, permissions=["change"])
    def mail_password_link(self, request, people):
        return take_bulk_step(request, self, PASSWORD_LINK, people)
