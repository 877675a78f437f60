"""The buddy scheme in the admin."""

from functools import partial

from django import forms
from django.contrib import admin
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Filter, Listing, Queue, by_words_of, since_cell
from common.admin.mixins import NeverDeletedMixin, ReadOnlyMixin
from common.admin.step_admin import StepsAdmin, leading_to
from common.admin.steps import Step
from common.admin.which import WhichFirstMixin
from common.templatetags.p2i import status_tag
from exchange.enums import NEXT_PAIR, PairStatus
from exchange.forms import NoteForm, this_year
from exchange.models import BuddyNote, BuddyPair
from exchange.models.buddies import FIRST_YEAR, LAST_YEAR
from exchange.permissions import can_keep_buddies
from exchange.services import buddies
from members.enums import Maturity
from members.models import Centre
from outbox.rehearsal import rehearsed


class WhichCentreForm(forms.Form):
    centre = forms.ModelChoiceField(queryset=Centre.objects.none(), label=_("New centre"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = buddies.centres_listed_as(Maturity.NEW)


class PairForm(forms.Form):
    """Who is to support a new centre, and when."""

    supporter = forms.ModelChoiceField(
        queryset=Centre.objects.none(), label=_("Experienced centre")
    )
    year = forms.IntegerField(
        label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, initial=this_year
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["supporter"].queryset = buddies.centres_listed_as(Maturity.EXPERIENCED)


def propose(supported, **details):
    return buddies.propose(supported=supported, centre=None, **details)


PROPOSE = Step(  # a step of the new centre: there is no pair yet
    name="propose",
    label=_("Propose a pair of buddies"),
    act=propose,
    consequence=_("The experienced centre is asked whether it supports this centre."),
    seen_by=_("Members read in the list of buddies that it is proposed."),
    done=lambda supported, pair: (
        _("The pair is proposed. It waits for the answer of %(supporter)s.")
        % {"supporter": pair.supporter}
    ),
    form=PairForm,
    letters=rehearsed,
    back=lambda supported: reverse("admin:exchange_buddypair_changelist"),
)


class NoteInline(ReadOnlyMixin, admin.TabularInline):
    model = BuddyNote
    fields = ["at", "centre", "by", "text"]
    extra = 0


def years(viewer):
    return [(str(year), str(year)) for year in BuddyPair.objects.years()]


LISTING = Listing(
    title=_("Buddies"),
    everything=_("All pairs"),
    search_label=_("Centre"),
    columns=(
        Column(
            name="supported",
            label=_("New centre"),
            cell=lambda pair: str(pair.supported),
            order=("supported__country", "supported__name"),
        ),
        Column(
            name="supporter",
            label=_("Supported by"),
            cell=lambda pair: str(pair.supporter),
            order=("supporter__country", "supporter__name"),
        ),
        Column(name="year", label=_("Year"), cell=lambda pair: pair.year, order=("year",)),
        Column(
            name="status",
            label=_("State"),
            cell=lambda pair: status_tag(pair.status, pair.get_status_display()),
            order=("status", "year"),
        ),
        Column(
            name="since",
            label=_("Proposed"),
            cell=lambda pair: since_cell(pair.proposed_at),
            order=("proposed_at",),
        ),
    ),
    find=by_words_of("supporter__name_words", "supported__name_words"),
    order="-year",
    queue_order="since",
    queues=(
        Queue(
            name="proposed",
            label=_("Proposed, not yet agreed"),
            rows=lambda pairs, viewer: pairs.filter(status=PairStatus.PROPOSED),
        ),
        Queue(
            name="agreed",
            label=_("Agreed"),
            rows=lambda pairs, viewer: pairs.filter(status=PairStatus.AGREED),
        ),
    ),
    filters=(
        Filter(
            name="year",
            label=_("Year"),
            choices=years,
            narrow=lambda pairs, year, viewer: pairs.filter(year=year),
        ),
    ),
    empty_title=_("No pair of buddies yet"),
    empty_text=_("A pair stands here once somebody has proposed that a centre supports a new one."),
)


@admin.register(BuddyPair)
class BuddyPairAdmin(NeverDeletedMixin, WhichFirstMixin, ListAdmin, StepsAdmin):
    listing = LISTING
    which_form = WhichCentreForm
    entering = PROPOSE
    inlines = [NoteInline]
    fields = [
        "supporter",
        "supported",
        "year",
        "status",
        "proposed_for",
        "proposed_by",
        "proposed_at",
        "agreed_at",
        "ended_at",
    ]
    step_route = "<int:pk>/act/<slug:name>/"
    step_url_name = "act"
    steps = (
        Step(
            name="agree",
            label=_("Record that both agree"),
            act=buddies.agree,
            consequence=_("For when the centres have said so by other means. Both are told."),
            seen_by=_("Members read who supports whom."),
            done=_("It is on record that both agree. Both centres are told by email."),
            letters=rehearsed,
            **leading_to(PairStatus.AGREED, NEXT_PAIR),
        ),
        Step(
            name="end",
            label=_("End"),
            act=buddies.end,
            consequence=_(
                "The pair is over, its notes stay. The new centre can have another buddy."
            ),
            done=_("The pair has ended. The new centre can have another buddy."),
            **leading_to(PairStatus.ENDED, NEXT_PAIR),
        ),
        Step(
            name="note",
            label=_("Add a note"),
            act=partial(buddies.note, centre=None),
            consequence=_("It is added to the notes of the pair, as one of the secretariat."),
            seen_by=_("The two centres read it."),
            done=_("The note is added. The two centres can read it."),
            form=NoteForm,
        ),
    )

    def page_rows(self, pairs):
        return pairs.select_related("supporter", "supported")

    def may_step(self, request):
        return can_keep_buddies(request.user)

    def has_add_permission(self, request):
        return can_keep_buddies(request.user)

    def has_change_permission(self, request, obj=None):
        return False

    def get_urls(self):
        page = self.admin_site.admin_view(self.propose)
        name = "exchange_buddypair_propose"
        return [path("propose/<int:pk>/", page, name=name), *super().get_urls()]

    def entering_url(self, centre):
        return reverse("admin:exchange_buddypair_propose", args=[centre.pk])

    def propose(self, request, pk):
        self.must_be_allowed(request)
        return self.take_step(request, get_object_or_404(Centre, pk=pk), PROPOSE)

    def crumbs(self, obj):
        """The new centre of a proposal is only passed on the way."""
        if isinstance(obj, BuddyPair):
            return super().crumbs(obj)
        name = capfirst(str(self.opts.verbose_name_plural))
        return [(name, reverse("admin:exchange_buddypair_changelist"))]

    def after(self, obj, step, result):
        return self.return_url(result) if step is PROPOSE else ""
