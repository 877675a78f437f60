from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.admin.importing import ImportPagesMixin
from members.admin.mandates import MandateFilter, MandateInline, MandatePageMixin
from members.admin.mixins import NeverDeletedMixin, ReadOnlyMixin
from members.admin.reconfirmations import AskActionMixin
from members.dates import network_day
from members.models import (
    Centre,
    CoChairTerm,
    FormerName,
    Membership,
    MembershipEvent,
    Organisation,
    Representative,
)
from members.services import register


class FormerNameInline(admin.TabularInline):
    model = FormerName
    extra = 0
    can_delete = False


@admin.register(Organisation)
class OrganisationAdmin(NeverDeletedMixin, admin.ModelAdmin):
    list_display = ["name", "country", "is_private"]
    list_filter = ["is_private"]
    search_fields = ["name"]
    inlines = [FormerNameInline]


class MembershipInline(ReadOnlyMixin, admin.TabularInline):
    """To read; a membership is changed on its own page, where the change is noted."""

    model = Membership
    fields = ["membership_class", "maturity", "status", "announced", "effective", "ended"]
    extra = 0
    show_change_link = True


class RepresentativeInline(admin.TabularInline):
    model = Representative
    extra = 0
    can_delete = False
    autocomplete_fields = ["user"]


class WithoutDelegateFilter(admin.SimpleListFilter):
    title = _("delegate")
    parameter_name = "delegate"

    def lookups(self, request, model_admin):
        return [("none", _("Members without a delegate"))]

    def queryset(self, request, queryset):
        if self.value() != "none":
            return queryset
        return queryset.without_a_voter(network_day(timezone.now()))


@admin.register(Centre)
class CentreAdmin(
    NeverDeletedMixin, MandatePageMixin, ImportPagesMixin, AskActionMixin, admin.ModelAdmin
):
    list_display = ["name", "country", "membership_class", "maturity", "website"]
    search_fields = ["name", "hosts__name"]
    list_filter = [WithoutDelegateFilter, MandateFilter]
    actions = ["ask_to_reconfirm"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["hosts"]
    inlines = [MembershipInline, MandateInline, RepresentativeInline]

    def get_queryset(self, request):
        return super().get_queryset(request).with_membership()

    @admin.display(description=_("class"))
    def membership_class(self, centre):
        return centre.membership.get_membership_class_display() if centre.membership else None

    @admin.display(description=_("maturity"))
    def maturity(self, centre):
        return centre.membership.get_maturity_display() if centre.membership else None


class MembershipEventInline(ReadOnlyMixin, admin.TabularInline):
    model = MembershipEvent
    extra = 0


@admin.register(Membership)
class MembershipAdmin(NeverDeletedMixin, admin.ModelAdmin):
    list_display = ["centre", "membership_class", "maturity", "status", "effective", "ended"]
    list_filter = ["membership_class", "maturity", "status"]
    list_select_related = ["centre"]
    search_fields = ["centre__name"]
    autocomplete_fields = ["centre"]
    inlines = [MembershipEventInline]

    def get_readonly_fields(self, request, obj=None):
        return ["centre"] if obj else []

    def save_model(self, request, obj, form, change):
        register.save_membership(
            obj, changed=form.changed_data, by=request.user, now=timezone.now()
        )


@admin.register(Representative)
class RepresentativeAdmin(NeverDeletedMixin, admin.ModelAdmin):
    list_display = ["user", "centre", "role", "valid_from", "valid_until"]
    list_filter = ["role"]
    list_select_related = ["user", "centre"]
    search_fields = ["user__name", "user__email", "centre__name"]
    autocomplete_fields = ["user", "centre"]


@admin.register(CoChairTerm)
class CoChairTermAdmin(NeverDeletedMixin, admin.ModelAdmin):
    list_display = ["centre", "term", "began", "handed_over"]
    list_select_related = ["centre"]
    autocomplete_fields = ["centre"]
