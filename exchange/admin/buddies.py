"""The buddy scheme in the admin."""

from functools import partial

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import NeverDeletedMixin, ReadOnlyMixin
from common.admin.step_admin import StepsAdmin, leading_to
from common.admin.steps import Step
from exchange.enums import NEXT_PAIR, PairStatus
from exchange.forms import NoteForm, this_year
from exchange.models import BuddyNote, BuddyPair
from exchange.permissions import can_keep_buddies
from exchange.services import buddies
from members.enums import Maturity
from outbox.rehearsal import rehearsed


class PairForm(forms.ModelForm):
    class Meta:
        model = BuddyPair
        fields = ["supporter", "supported", "year"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "year" in self.fields:  # all three are only read once the pair is proposed
            self.fields["supporter"].queryset = buddies.centres_listed_as(Maturity.EXPERIENCED)
            self.fields["supported"].queryset = buddies.centres_listed_as(Maturity.NEW)
            self.fields["year"].initial = this_year

    def clean(self):
        cleaned = super().clean() or {}
        if not self.errors:
            why_not = buddies.why_not_pair(
                cleaned["supporter"], cleaned["supported"], cleaned["year"]
            )
            if why_not:
                raise forms.ValidationError(why_not)
        return cleaned


class NoteInline(ReadOnlyMixin, admin.TabularInline):
    model = BuddyNote
    fields = ["at", "centre", "by", "text"]
    extra = 0


@admin.register(BuddyPair)
class BuddyPairAdmin(NeverDeletedMixin, StepsAdmin):
    form = PairForm
    list_display = ["supported", "supporter", "year", "status", "is_demo"]
    list_filter = ["status", "year"]
    list_select_related = ["supporter", "supported"]
    search_fields = ["supporter__name", "supported__name"]
    inlines = [NoteInline]
    step_route = "<int:pk>/act/<slug:name>/"
    step_url_name = "act"
    steps = (
        Step(
            name="agree",
            label=_("Record that both agree"),
            act=buddies.agree,
            consequence=_("For when the centres have said so by other means. Both are told."),
            seen_by=_("Members read who supports whom."),
            done=_("It is on record that both agree. Both centres are told by mail."),
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

    def may_step(self, request):
        return can_keep_buddies(request.user)

    def has_add_permission(self, request):
        return can_keep_buddies(request.user)

    def has_change_permission(self, request, obj=None):
        return False

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_fields(self, request, obj=None):
        dates = ["status", "proposed_for", "proposed_by", "proposed_at", "agreed_at", "ended_at"]
        return [*PairForm.Meta.fields, *(dates if obj else [])]

    def save_model(self, request, obj, form, change):
        obj.pk = buddies.propose(
            **form.cleaned_data, centre=None, by=request.user, now=timezone.now()
        ).pk
