from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from common.admin.folded_search import FoldedSearchMixin
from knowledge_exchange.discovery.models import Subscription
from knowledge_exchange.discovery.services import subscribing


class ConfirmedFilter(admin.SimpleListFilter):
    title = _("confirmed")
    parameter_name = "confirmed"

    def lookups(self, request, model_admin):
        return [("yes", _("Confirmed")), ("no", _("Not yet confirmed"))]

    def queryset(self, request, queryset):
        chosen = {"yes": queryset.confirmed, "no": queryset.unconfirmed}.get(self.value())
        return chosen() if chosen else queryset


@admin.register(Subscription)
class SubscriptionAdmin(FoldedSearchMixin, admin.ModelAdmin):
    """How many there are; one is erased when its reader asks. People subscribe themselves."""

    delete_confirmation_template = "knowledge_exchange/admin/subscription_delete.html"
    delete_selected_confirmation_template = "knowledge_exchange/admin/subscriptions_delete.html"
    list_display = ["email", "wants_all", "asked_at", "confirmed_at"]
    list_filter = [ConfirmedFilter, "wants_all", "themes"]
    search_fields = ["email"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def delete_model(self, request, obj):
        subscribing.end(obj)

    def delete_queryset(self, request, queryset):
        for subscription in queryset:
            subscribing.end(subscription)
