"""What meetings belong to, and what they agreed."""

from datetime import date
from operator import attrgetter

from django.contrib import admin
from django.db.models import Value
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Listing, Queue, by_words_of, day_cell, since_cell
from common.admin.mixins import NeverDeletedMixin
from common.admin.widgets import WIDE
from knowledge_exchange.meetings.models import Action, Partner, Series
from knowledge_exchange.meetings.services import meetings

PARTNERS = Listing(
    title=_("Partner institutions"),
    everything=_("All partner institutions"),
    search_label=_("Name"),
    columns=(
        Column(name="name", label=_("Name"), cell=attrgetter("name"), order=(Lower("name"),)),
        Column(name="website", label=_("Website"), cell=attrgetter("website")),
    ),
    find=by_words_of("name"),
    order="name",
    empty_title=_("No partner institution yet"),
    empty_text=_("Institutions that organise meetings together with the Network are listed here."),
)
SERIES = Listing(
    title=_("Series"),
    everything=_("All series"),
    search_label=_("Name"),
    columns=(
        Column(name="name", label=_("Name"), cell=attrgetter("name"), order=(Lower("name"),)),
        Column(name="slug", label=_("In addresses"), cell=attrgetter("slug"), order=("slug",)),
    ),
    find=by_words_of("name"),
    order="name",
    empty_title=_("No series yet"),
    empty_text=_("Each meeting belongs to a series; add the first one."),
)


@admin.register(Partner)
class PartnerAdmin(NeverDeletedMixin, ListAdmin):
    listing = PARTNERS

    def save_model(self, request, obj, form, change):
        meetings.save_partner(obj)


@admin.register(Series)
class SeriesAdmin(NeverDeletedMixin, ListAdmin):
    listing = SERIES
    prepopulated_fields = {"slug": ["name"]}

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields


def who_acts(action):
    return action.centre or _("Secretariat")


ACTIONS = Listing(
    title=_("Actions agreed"),
    everything=_("All actions"),
    search_label=_("What, centre or meeting"),
    columns=(
        Column(name="what", label=_("What"), cell=attrgetter("what"), order=(Lower("what"),)),
        Column(
            name="meeting",
            label=_("Agreed at"),
            cell=attrgetter("meeting"),
            order=("meeting__number", "number"),
        ),
        Column(name="who", label=_("Who"), cell=who_acts),
        Column(
            name="due",
            label=_("By when"),
            cell=lambda action: day_cell(action.due_on),
            order=(Coalesce("due_on", Value(date.max)),),
        ),
        Column(name="done", label=_("Done"), cell=lambda action: since_cell(action.done_at)),
    ),
    find=by_words_of("what", "centre__name_words", "meeting__title"),
    order="due",
    queues=(
        Queue(
            name="overdue",
            label=_("Overdue"),
            rows=lambda actions, viewer: actions.overdue(viewer.day),
        ),
        Queue(name="open", label=_("Open"), rows=lambda actions, viewer: actions.open()),
        Queue(name="done", label=_("Done"), rows=lambda actions, viewer: actions.done()),
    ),
    empty_title=_("No action yet"),
    empty_text=_("What a meeting agrees that somebody does is entered with its minutes."),
)


@admin.register(Action)
class ActionAdmin(NeverDeletedMixin, ListAdmin):
    """Entered with the meeting's minutes, ticked off on its page."""

    listing = ACTIONS
    formfield_overrides = WIDE
    fields = ["meeting", "what", "centre", "due_on", "done_at", "done_by", "outcome"]
    readonly_fields = ["meeting", "done_at", "done_by", "outcome"]

    def has_add_permission(self, request):
        return False

    def view_on_site(self, action):
        return action.get_absolute_url()

    def page_rows(self, actions):
        return actions.select_related("meeting", "meeting__series", "centre")
