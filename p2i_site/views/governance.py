"""How the Network is led: rules, co-chairs, balance, calendar, decisions, positions."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from common.countries import STANDINGS_ON, STANDINGS_SOURCE
from common.dates import network_day
from members.balance import network
from members.balance.composition_over_time import last_of_each_year, steps
from members.balance.rotation import proposal
from p2i_site import network_calendar
from voting.enums import MotionKind
from voting.models import Motion, NetworkPosition, RuleSet
from voting.rules import in_words, words_side_by_side

LATEST = 5
PER_PAGE = 20
LONGEST_SEARCH = 100
MOST_STEPS = 12  # more than that are told by the year


@require_safe
@login_not_required
def governance(request):
    now = timezone.now()
    day = network_day(now)
    in_force, *of_their_own = RuleSet.objects.all_in_force() or [None]
    kept = [row.pk for row in (in_force, *of_their_own) if row]
    context = {
        "in_force": in_force,
        "sentences": in_words(in_force.rules, gettext) if in_force else [],
        "of_their_own": of_their_own,
        "earlier": RuleSet.objects.adopted().exclude(pk__in=kept),
        **network.terms_by_time(day),
        **_balance(in_force, day),
        "agenda": network_calendar.of(request.user, now),
        "positions": NetworkPosition.objects.standing()[:LATEST],
        "decisions": Motion.objects.published().order_by("-certified_at")[:LATEST],
    }
    return render(request, "governance/governance.html", context)


def _balance(in_force, day):
    in_network = network.memberships()
    over_time = steps(network.timelines())
    return {
        "in_network": in_network,
        "figures": network.figures(in_network),
        "balance": network.balance(in_network),
        "steps": over_time if len(over_time) <= MOST_STEPS else last_of_each_year(over_time),
        "otherwise": network.classified_otherwise(
            in_network, in_force.rules.newly_established_years, day
        )
        if in_force
        else [],
        "standings_on": STANDINGS_ON,
        "standings_source": STANDINGS_SOURCE,
    }


@require_safe
@login_not_required
def rule_set(request, pk):
    """One version in words, with what it changed."""
    versions = list(RuleSet.objects.adopted())
    shown = next((version for version in versions if version.pk == pk), None)
    if shown is None:
        raise Http404
    series = [version for version in versions if version.series == shown.series]
    following = series.index(shown)
    before = series[following + 1] if following + 1 < len(series) else None
    pairs = words_side_by_side(before.rules, shown.rules, gettext) if before else []
    is_in_force = shown in RuleSet.objects.all_in_force()
    context = {
        "rule_set": shown,
        "is_in_force": is_in_force,
        "is_annulled": not RuleSet.objects.standing().filter(pk=pk).exists(),
        "until": series[following - 1].adopted_at if following and not is_in_force else None,
        "sentences": in_words(shown.rules, gettext),
        "before": before,
        "changes": [pair for pair in pairs if pair.is_different],
    }
    return render(request, "governance/rule_set.html", context)


@require_safe
@login_not_required
def rotation(request):
    day = network_day(timezone.now())
    leaders = network.leaders(day)
    context = {
        "pairs": proposal(leaders),
        "leading": [leader for leader in leaders if leader.leads_now],
    }
    return render(request, "governance/rotation.html", context)


@require_safe
@login_not_required
def decisions(request):
    """Certified results by kind, year and words, so many a page."""
    certified = Motion.objects.published()
    kind, year = request.GET.get("kind", ""), request.GET.get("year", "")
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    motions = certified.with_words(words).order_by("-certified_at", "-pk")
    if kind in MotionKind.values:
        motions = motions.filter(kind=kind)
    zone = timezone.get_default_timezone()
    years = certified.datetimes("certified_at", "year", order="DESC", tzinfo=zone)
    if first := next((first for first in years if str(first.year) == year), None):
        following = first.replace(year=first.year + 1)
        motions = motions.filter(certified_at__gte=first, certified_at__lt=following)
    context = {
        "page": Paginator(motions, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": MotionKind.choices,
        "years": [str(first.year) for first in years],
        "kind": kind,
        "year": year,
        "words": words,
    }
    return render(request, "governance/decisions.html", context)


@require_safe
@login_not_required
def position(request, pk):
    network_position = get_object_or_404(NetworkPosition.objects.select_related("motion"), pk=pk)
    return render(request, "governance/position.html", {"position": network_position})
