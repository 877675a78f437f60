"""The buddy scheme: the pairs of a year, a pair with its notes."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.attempts import attempt
from common.once import once
from exchange import permissions
from exchange.enums import PairStatus
from exchange.forms import NoteForm, PairForm, this_year
from exchange.models import BuddyPair
from exchange.permissions import acting_today, can_speak_for_centre
from exchange.services import buddies as service
from exchange.views.access import for_members, require
from members.enums import Maturity


@for_members
@require_safe
def buddies(request):
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else this_year()
    years = {*BuddyPair.objects.years(), this_year(), year}
    context = {
        "year": year,
        "years": sorted(years, reverse=True),
        "pairs": BuddyPair.objects.in_year(year),
        "without": None if year < this_year() else service.without_a_buddy(year),
        "can_propose": can_speak_for_centre(request.user),
    }
    return render(request, "exchange/buddies.html", context)


@for_members
@once
def propose(request):
    require(can_speak_for_centre(request.user))
    centre = acting_today(request.user).centre
    maturity = service.maturity_of(centre)
    if not maturity:
        return render(request, "exchange/no_buddies.html", {"centre": centre})
    form = PairForm(request.POST or None, maturity=maturity)
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["other"]
        supports = maturity == Maturity.EXPERIENCED
        with attempt(request, success=_("The other centre is asked by email."), form=form) as tried:
            service.propose(
                supporter=centre if supports else other,
                supported=other if supports else centre,
                year=form.cleaned_data["year"],
                centre=centre,
                by=request.user,
                now=timezone.now(),
            )
        if tried.succeeded:
            return redirect("exchange:buddies")
    return render(request, "exchange/propose_buddy.html", {"form": form, "centre": centre})


@for_members
@once(words=("text",))
def pair(request, pk):
    """Its notes are for the two centres and the secretariat; both centres add to them."""
    pair = _pair(pk)
    acts = permissions.can_act_on_pair(request.user, pair)
    form = NoteForm(request.POST or None) if acts else None
    if request.method == "POST":
        require(acts)
        if form.is_valid():
            with attempt(request, success=_("Your note is added.")):
                service.note(
                    pair,
                    **form.cleaned_data,
                    centre=acting_today(request.user).centre,
                    by=request.user,
                    now=timezone.now(),
                )
            return redirect(pair)
    reads = permissions.can_read_notes(request.user, pair)
    waits = pair.status == PairStatus.PROPOSED
    context = {
        "pair": pair,
        "form": form,
        "reads": reads,
        "notes": pair.notes.select_related("centre", "by") if reads else [],
        "agrees": waits and permissions.can_agree(request.user, pair),
        "ends": form is not None and pair.status != PairStatus.ENDED,
        "waits": waits,
    }
    return render(request, "exchange/pair.html", context)


def _pair(pk):
    return get_object_or_404(
        BuddyPair.objects.select_related("supporter", "supported", "proposed_for"), pk=pk
    )


@require_POST
@for_members
def agree(request, pk):
    pair = _pair(pk)
    require(permissions.can_agree(request.user, pair))
    with attempt(request, success=_("Agreed: the two centres are buddies.")):
        service.agree(pair, by=request.user, now=timezone.now())
    return redirect(pair)


@require_POST
@for_members
def end(request, pk):
    pair = _pair(pk)
    require(permissions.can_act_on_pair(request.user, pair))
    with attempt(request, success=_("This has ended. The new centre can have another buddy.")):
        service.end(pair, by=request.user, now=timezone.now())
    return redirect(pair)
