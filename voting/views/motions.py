"""The list of votes, a motion with its dossier, and the evidence in it."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from members.applications.views.evidence import hand_out
from voting import history
from voting.confirmations import said_by, with_its_objections, with_objections
from voting.enums import MotionStatus, RollStatus
from voting.permissions import (
    ballots_cast,
    ballots_to_cast,
    can_certify,
    can_confirm,
    certifiable,
    entry_of,
    is_own_country,
    lines_to_confirm,
    why_no_ballot,
)
from voting.roll import by_country_name
from voting.rules import in_words
from voting.views.access import motion_for, motions_for
from voting.views.dossiers import what_it_is_about

PAST_PER_PAGE = 20
LONGEST_SEARCH = 100


@never_cache
def motions(request):
    now = timezone.now()
    known = motions_for(request.user).with_subject().with_turnout()
    waiting = set(ballots_to_cast(request.user, now).values_list("motion", flat=True))
    running = list(known.open().order_by("closes_at"))
    past = known.exclude(status=MotionStatus.OPEN).order_by("-closes_at", "-pk")
    context = {
        "to_vote": [motion for motion in running if motion.pk in waiting],
        "to_confirm": known.filter(pk__in=lines_to_confirm(request.user).values("motion")),
        "to_certify": with_objections(certifiable(request.user, known.closed())),
        "running": [motion for motion in running if motion.pk not in waiting],
        "voted": set(ballots_cast(request.user).values_list("motion", flat=True)),
        **_past(past, request.GET),
    }
    return render(request, "voting/motions.html", context)


def _past(motions, asked):
    """Past votes by words in their title, so many a page."""
    words = asked.get("q", "").strip()[:LONGEST_SEARCH]
    found = motions.with_words(words)
    past = Paginator(found, PAST_PER_PAGE).get_page(asked.get("page"))
    past.object_list = with_objections(list(past.object_list))
    return {"words": words, "past": past}


@never_cache
def motion(request, pk):
    now = timezone.now()
    shown = with_its_objections(motion_for(request.user, pk))
    rules = shown.rule_set.rules
    context = {
        "motion": shown,
        "takes_ballots": shown.takes_ballots(now),
        "rules": rules,
        "rules_in_words": in_words(rules, gettext),
        "may_certify": shown.status == MotionStatus.CLOSED and can_certify(request.user, shown),
        **_own_ballot(request.user, shown, now),
        **_turnout(shown),
        **what_it_is_about(request.user, shown, now),
        "history": history.for_the_members(shown),
        "amendments": shown.amendments.confirmed().select_related("entry", "leaving", "joining"),
    }
    return render(request, "voting/motion.html", context)


def _own_ballot(user, motion, now):
    """What this person's centre has done and can do; nothing about anybody else."""
    entry = entry_of(user, motion)
    ballots = (
        list(entry.ballots.select_related("cast_by", "recorded").order_by("-sequence"))
        if entry
        else []
    )
    why_not = why_no_ballot(user, motion, entry, now)
    return {
        "entry": entry,
        "own_ballot": ballots[0] if ballots else None,
        "earlier_ballots": ballots[1:],
        "why_not": why_not,
        "may_vote": not why_not,
        "may_ask": not why_not and motion.application is not None,
        "may_recuse": not why_not and not ballots,
        "may_confirm": can_confirm(motion, entry),
        "own_word": said_by(entry),
        "is_own_country": bool(entry) and is_own_country(motion, entry),
    }


def _turnout(motion):
    entries = by_country_name(motion.roll.with_has_voted())
    eligible = [entry for entry in entries if entry.status == RollStatus.ELIGIBLE]
    return {
        "roll": entries,
        "entitled": len(eligible),
        "voted": sum(entry.has_voted for entry in eligible),
    }


def evidence(request, pk, evidence_pk):
    application = motion_for(request.user, pk).application
    if application is None:
        raise Http404
    return hand_out(request.user, application, evidence_pk, reads_the_motion=True)
