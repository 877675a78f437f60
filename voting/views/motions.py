"""The list of votes, a motion with its dossier, and the evidence in it."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from members.applications.views.evidence import hand_out
from voting import two_people
from voting.enums import MotionStatus, RollStatus
from voting.motions.roll import by_country_name
from voting.permissions import (
    ballots_cast,
    ballots_to_cast,
    can_confirm,
    can_take_recusal_back,
    certifiable_by,
    entry_of,
    is_own_country,
    lines_to_confirm,
    takes_part_in_certifying,
    why_no_ballot,
)
from voting.records import confirmations, history
from voting.rules import in_words
from voting.views.access import motion_for, motions_for
from voting.views.dossier import what_it_is_about
from voting.views.results import how_far_it_is

PAST_PER_PAGE = 20
LONGEST_SEARCH = 100


@never_cache
def motions(request):
    user, now = request.user, timezone.now()
    visible = motions_for(user).with_subject().with_turnout()
    waiting = set(ballots_to_cast(user, now).values_list("motion", flat=True))
    running = list(visible.open().order_by("closes_at"))
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    past = visible.exclude(status=MotionStatus.OPEN).order_by("-closes_at", "-pk")
    page = Paginator(past.with_words(words), PAST_PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = confirmations.with_objections(list(page.object_list))
    context = {
        "to_vote": [motion for motion in running if motion.pk in waiting],
        "to_confirm": visible.filter(pk__in=lines_to_confirm(user).values("motion")),
        "to_certify": confirmations.with_objections(list(certifiable_by(user, visible.closed()))),
        "running": [motion for motion in running if motion.pk not in waiting],
        "voted": set(ballots_cast(user).values_list("motion", flat=True)),
        "words": words,
        "past": page,
    }
    return render(request, "voting/motions.html", context)


@never_cache
def motion(request, pk):
    user, now = request.user, timezone.now()
    shown = confirmations.with_its_objections(motion_for(user, pk))
    rules = shown.rule_set.rules
    roll = by_country_name(shown.roll.with_has_voted())
    eligible = [entry for entry in roll if entry.status == RollStatus.ELIGIBLE]
    is_provisional = shown.status == MotionStatus.CLOSED
    context = {
        "motion": shown,
        "takes_ballots": shown.takes_ballots(now),
        "rules": rules,
        "rules_in_words": in_words(rules, gettext),
        "may_certify": is_provisional and takes_part_in_certifying(user, shown),
        **how_far_it_is(shown),
        "calling_off": _calling_off(user, shown),
        **what_the_centre_can_do(user, shown, now),
        "roll": roll,
        "entitled": len(eligible),
        "voted": sum(entry.has_voted for entry in eligible),
        **what_it_is_about(user, shown, now),
        "history": history.for_the_members(shown),
        "amendments": shown.amendments.confirmed().select_related("entry", "leaving", "joining"),
    }
    return render(request, "voting/motion.html", context)


def _calling_off(user, motion):
    """The act that this co-chair could propose; the secretariat does it in the admin."""
    kind = None if user.is_staff else two_people.calling_off(motion)
    return kind if kind and not kind.why_not_propose(user, motion) else None


def what_the_centre_can_do(user, motion, now):
    """What this person's centre has done and can do; nothing about anybody else."""
    entry = entry_of(user, motion)
    ballots = []
    if entry:
        ballots = list(entry.ballots.select_related("cast_by", "recorded").order_by("-sequence"))
    why_not = why_no_ballot(user, motion, entry, now)
    return {
        "entry": entry,
        "own_ballot": ballots[0] if ballots else None,
        "earlier_ballots": ballots[1:],
        "why_not": why_not,
        "may_vote": not why_not,
        "may_ask": not why_not and motion.application is not None,
        "may_recuse": not why_not and not ballots,
        "may_take_back": can_take_recusal_back(motion, entry, now),
        "may_confirm": can_confirm(motion, entry),
        "own_word": confirmations.current_of(entry),
        "is_own_country": bool(entry) and is_own_country(motion, entry),
    }


def evidence(request, pk, evidence_pk):
    application = motion_for(request.user, pk).application
    if application is None:
        raise Http404
    return hand_out(request.user, application, evidence_pk, reads_the_motion=True)
