from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from members.admin.mixins import NeverDeletedMixin, ReadOnlyMixin
from members.models import (
    Centre,
    CoChairTerm,
    FormerName,
    Membership,
    MembershipEvent,
    Organisation,
    Representative,
)


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


class MembershipInline(admin.StackedInline):
    model = Membership
    extra = 0
    can_delete = False


class RepresentativeInline(admin.TabularInline):
    model = Representative
    extra = 0
    can_delete = False
    autocomplete_fields = ["user"]


@admin.register(Centre)
class CentreAdmin(NeverDeletedMixin, admin.ModelAdmin):
    list_display = ["name", "country", "membership_class", "maturity", "website"]
    search_fields = ["name", "hosts__name"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["hosts"]
    inlines = [MembershipInline, RepresentativeInline]

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
