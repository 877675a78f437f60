"""The buddy scheme: the pairs of a year, a pair with its notes."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exchange import permissions
from exchange.enums import PairStatus
from exchange.forms import NoteForm, PairForm, this_year
from exchange.models import BuddyPair
from exchange.permissions import acting_today, can_speak_for_centre
from exchange.services import buddies as service
from exchange.views.access import done, for_members, require
from members.enums import Maturity


@for_members
@require_safe
def buddies(request):
    year = _year(request.GET.get("year", ""))
    known = set(BuddyPair.objects.years()) | {this_year()}
    context = {
        "year": year,
        "years": sorted(known | {year}, reverse=True),
        "pairs": BuddyPair.objects.in_year(year),
        "without": None if year < this_year() else service.without_a_buddy(year),
        "can_propose": can_speak_for_centre(request.user),
    }
    return render(request, "exchange/buddies.html", context)


def _year(asked):
    return int(asked) if asked.isdecimal() and len(asked) == 4 else this_year()


@for_members
def propose(request):
    require(can_speak_for_centre(request.user))
    centre = acting_today(request.user).centre
    maturity = service.maturity_of(centre)
    if not maturity:
        return render(request, "exchange/no_buddies.html", {"centre": centre})
    form = PairForm(request.POST or None, maturity=maturity)
    if request.method == "POST" and form.is_valid():
        sides = _sides(centre, form.cleaned_data["other"], maturity)
        how = {"centre": centre, "by": request.user, "now": timezone.now()}
        told = _("The other centre is asked by mail.")
        year = form.cleaned_data["year"]
        if done(request, service.propose, **sides, **how, year=year, told=told, form=form):
            return redirect("exchange:buddies")
    return render(request, "exchange/propose_buddy.html", {"form": form, "centre": centre})


def _sides(centre, other, maturity):
    if maturity == Maturity.EXPERIENCED:
        return {"supporter": centre, "supported": other}
    return {"supporter": other, "supported": centre}


@for_members
def pair(request, pk):
    """Its notes are for the two centres and the secretariat; both centres add to them."""
    found = _pair(pk)
    acts = permissions.can_act_on_pair(request.user, found)
    form = NoteForm(request.POST or None) if acts else None
    if request.method == "POST":
        require(acts)
        if form.is_valid():
            centre = acting_today(request.user).centre
            how = {"centre": centre, "by": request.user, "now": timezone.now()}
            done(
                request,
                service.note,
                found,
                told=_("Your note is added."),
                **form.cleaned_data,
                **how,
            )
            return redirect(found)
    return render(request, "exchange/pair.html", _what_to_show(request.user, found, form))


def _what_to_show(user, found, form):
    reads = permissions.can_read_notes(user, found)
    waits = found.status == PairStatus.PROPOSED
    return {
        "pair": found,
        "form": form,
        "reads": reads,
        "notes": found.notes.select_related("centre", "by") if reads else [],
        "agrees": waits and permissions.can_agree(user, found),
        "ends": form is not None and found.status != PairStatus.ENDED,
        "waits": waits,
    }


def _pair(pk):
    return get_object_or_404(
        BuddyPair.objects.select_related("supporter", "supported", "proposed_for"), pk=pk
    )


@require_POST
@for_members
def agree(request, pk):
    found = _pair(pk)
    require(permissions.can_agree(request.user, found))
    told = _("Agreed: the two centres are buddies.")
    done(request, service.agree, found, by=request.user, now=timezone.now(), told=told)
    return redirect(found)


@require_POST
@for_members
def end(request, pk):
    found = _pair(pk)
    require(permissions.can_act_on_pair(request.user, found))
    told = _("This has ended. The new centre can have another buddy.")
    done(request, service.end, found, by=request.user, now=timezone.now(), told=told)
    return redirect(found)
