from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import NeverDeletedMixin, ReadOnlyMixin
from common.admin.step_admin import StepsAdmin
from common.admin.versions import FieldVersions
from common.dates import network_day
from members.register import doubles
from members.register.admin.co_chairs import ENTER_TERM
from members.register.admin.doubles_form import AsksOfDoublesForm, AsksOfDoublesMixin
from members.register.admin.importing import ImportPagesMixin
from members.register.admin.mailboxes import MAILBOX
from members.register.admin.mandates import MANDATE, MandateFilter, MandateInline
from members.register.admin.membership_steps import ENTER
from members.register.admin.profiles import (
    CentreForm,
    LinkInline,
    ProfileEditMixin,
    ProfileVersionInline,
)
from members.register.admin.reconfirmations import ASK, AskActionMixin
from members.register.admin.representatives import INVITE, PeoplePageMixin
from members.register.models import Centre, FormerName, Membership, Organisation
from proposals.admin_marks import MarkedAloneMixin
from proposals.admin_steps import SETTLING


class FormerNameInline(admin.TabularInline):
    model = FormerName
    extra = 0
    can_delete = False


class DoublesFilter(admin.SimpleListFilter):
    """Nobody puts two rows together but people: what refers to them stays as it is."""

    title = _("name")
    parameter_name = "doubles"

    def lookups(self, request, model_admin):
        return [("same", _("The same name as another one"))]

    def queryset(self, request, queryset):
        if self.value() != "same":
            return queryset
        of_model = {Centre: doubles.centres, Organisation: doubles.organisations}
        return queryset.filter(pk__in=of_model[queryset.model]())


class OrganisationForm(AsksOfDoublesForm):
    class Meta:
        model = Organisation
        fields = "__all__"  # noqa: DJ007 - the secretariat keeps every fact of the register


@admin.register(Organisation)
class OrganisationAdmin(
    MarkedAloneMixin,
    FoldedSearchMixin,
    NeverDeletedMixin,
    AsksOfDoublesMixin,
    admin.ModelAdmin,
):
    form = OrganisationForm
    list_display = ["name", "country", "is_private"]
    list_filter = ["is_private", DoublesFilter]
    search_fields = ["name_words", "country"]
    inlines = [FormerNameInline]


class MembershipInline(ReadOnlyMixin, admin.TabularInline):
    """To read; a membership is changed by the steps of its own page."""

    model = Membership
    fields = ["membership_class", "maturity", "status", "announced", "effective", "ended"]
    extra = 0
    show_change_link = True


class WithoutDelegateFilter(admin.SimpleListFilter):
    title = _("delegate")
    parameter_name = "delegate"

    def lookups(self, request, model_admin):
        return [("none", _("Members without a delegate"))]

    def queryset(self, request, queryset):
        if self.value() != "none":
            return queryset
        return queryset.without_a_delegate(network_day(timezone.now()))


@admin.register(Centre)
class CentreAdmin(
    MarkedAloneMixin,
    FoldedSearchMixin,
    NeverDeletedMixin,
    AsksOfDoublesMixin,
    ProfileEditMixin,
    PeoplePageMixin,
    ImportPagesMixin,
    AskActionMixin,
    StepsAdmin,
):
    steps = (INVITE, MAILBOX, MANDATE, ENTER, ENTER_TERM, ASK, *SETTLING)
    change_form_template = "admin/members/centre/change_form.html"
    versions = FieldVersions(
        rows=lambda centre: [
            centre,
            *centre.mandates.current(),
            *centre.memberships.all(),
            *centre.representatives.not_ended_by(network_day(timezone.now())),
            *centre.reconfirmations.open(),
            *centre.co_chair_terms.all(),
        ]
    )
    form = CentreForm
    list_display = ["name", "country", "membership_class", "maturity", "delegate", "website"]
    search_fields = ["name_words", "hosts__name_words", "country"]
    list_filter = [WithoutDelegateFilter, MandateFilter, DoublesFilter]
    actions = ["ask_to_reconfirm"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["hosts"]
    inlines = [LinkInline, MembershipInline, MandateInline, ProfileVersionInline]

    def get_readonly_fields(self, request, obj=None):
        """A country has a vote: once the centre is or was a member it does not move.

        Where a centre is written to is changed by a step.
        """
        fixed = ["country"] if obj and obj.memberships.exists() else []
        return [*super().get_readonly_fields(request, obj), *fixed, *(["mailbox"] if obj else [])]

    def get_queryset(self, request):
        centres = super().get_queryset(request).with_membership()
        lacking = Centre.objects.without_a_delegate(network_day(timezone.now()))
        return centres.annotate(lacks_delegate=Exists(lacking.filter(pk=OuterRef("pk"))))

    @admin.display(description=_("delegate"))
    def delegate(self, centre):
        return _("No valid delegate") if centre.lacks_delegate else ""

    @admin.display(description=_("class"))
    def membership_class(self, centre):
        return centre.membership.get_membership_class_display() if centre.membership else None

    @admin.display(description=_("maturity"))
    def maturity(self, centre):
        return centre.membership.get_maturity_display() if centre.membership else None
