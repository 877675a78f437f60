"""What meetings belong to, and what they agreed."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.folded_search import FoldedSearchMixin
from common.admin.mixins import NeverDeletedMixin
from common.admin.widgets import WIDE
from common.dates import network_day
from knowledge_exchange.meetings.models import Action, Partner, Series
from knowledge_exchange.meetings.services import meetings


@admin.register(Partner)
class PartnerAdmin(FoldedSearchMixin, NeverDeletedMixin, admin.ModelAdmin):
    list_display = ["name", "website"]
    search_fields = ["name"]

    def save_model(self, request, obj, form, change):
        meetings.save_partner(obj)


@admin.register(Series)
class SeriesAdmin(FoldedSearchMixin, NeverDeletedMixin, admin.ModelAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("overdue", _("Overdue")), ("open", _("Open")), ("done", _("Done"))]

    def queryset(self, request, queryset):
        if self.value() == "overdue":
            return queryset.overdue(network_day(timezone.now()))
        chosen = {"open": queryset.open, "done": queryset.done}.get(self.value())
        return chosen() if chosen else queryset


@admin.register(Action)
class ActionAdmin(FoldedSearchMixin, NeverDeletedMixin, admin.ModelAdmin):
    """Entered with the meeting's minutes, ticked off on its page."""

    list_display = ["what", "meeting", "who", "due_on", "done_at"]
    list_filter = [StateFilter]
    list_select_related = ["meeting", "centre"]
    search_fields = ["what", "centre__name_words", "meeting__title"]
    formfield_overrides = WIDE
    fields = ["meeting", "what", "centre", "due_on", "done_at", "done_by", "outcome"]
    readonly_fields = ["meeting", "done_at", "done_by", "outcome"]

    def has_add_permission(self, request):
        return False

    def view_on_site(self, action):
        return action.get_absolute_url()

    @admin.display(description=_("who"), ordering="centre__name")
    def who(self, action):
        return action.centre or _("Secretariat")
