"""Changing the roll of an open vote: one person proposes, another confirms or either discards."""

from functools import partial

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from common.dates import database_time
from members.models import User
from voting import services
from voting.admin import pages
from voting.motions import roll


class ReplacementForm(forms.Form):
    leaving = forms.ModelChoiceField(
        label=_("Who leaves"), queryset=User.objects.none(), empty_label=None
    )
    joining = forms.ModelChoiceField(
        label=_("Who votes instead"),
        queryset=User.objects.none(),
        empty_label=None,
        help_text=_("Those who act for this centre in the register today and are not on the roll."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Everybody on the roll reads it, by mail and on the motion's page."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, entry, now, **kwargs):
        super().__init__(*args, **kwargs)
        on_the_roll = entry.voters.on_the_roll().values("user")
        candidates = roll.replacements(entry, now=now).values("user")
        self.fields["leaving"].queryset = User.objects.filter(pk__in=on_the_roll)
        self.fields["joining"].queryset = User.objects.filter(pk__in=candidates)

    @property
    def has_candidates(self):
        return self.fields["joining"].queryset.exists()


class RecusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is the centre recused?"),
        help_text=_("Everybody on the roll reads it, by mail and on the motion's page."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class EmptyForm(forms.Form):
    """Nothing to fill in: the page itself asks."""


def replace(request, site, motion, entry_pk):
    entry = get_object_or_404(motion.roll, pk=entry_pk)
    form = ReplacementForm(pages.sent(request), entry=entry, now=database_time())
    if form.is_valid():
        act = partial(services.propose_replacement, motion, by=request.user, **form.cleaned_data)
        return pages.do(request, motion, act, _PROPOSED)
    title = _("Replace a voter on the roll")
    context = {"entry": entry, "form": form, "lacks_candidates": not form.has_candidates}
    return pages.show(request, site, motion, "propose", title, **context)


def recuse(request, site, motion, entry_pk):
    entry = get_object_or_404(motion.roll, pk=entry_pk)
    form = RecusalForm(pages.sent(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        act = partial(services.propose_recusal, motion, entry, reason=reason, by=request.user)
        return pages.do(request, motion, act, _PROPOSED)
    title = _("Record a recusal")
    return pages.show(request, site, motion, "propose", title, entry=entry, form=form)


_PROPOSED = _("It is proposed. Another person of the secretariat has to confirm it.")
SETTLING = {
    "confirm": (services.confirm_amendment, _("The roll is changed, and everybody on it is told.")),
    "discard": (services.discard_amendment, _("The proposal is discarded.")),
}


def settle(request, site, motion, amendment_pk):
    """What is proposed, by whom and why, with both ways to settle it."""
    amendment = get_object_or_404(
        motion.amendments.select_related("entry", "leaving", "joining", "proposed_by"),
        pk=amendment_pk,
    )
    how = SETTLING.get(request.POST.get("settle", ""))
    if how:
        service, done = how
        return pages.do(request, motion, partial(service, amendment, by=request.user), done)
    context = {
        "amendment": amendment,
        "is_own": amendment.proposed_by_id == request.user.pk,
    }
    title = _("Settle a proposed change of the roll")
    return pages.show(request, site, motion, "amendment", title, **context)
