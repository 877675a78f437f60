"""The result of a vote, provisional and certified, and its certification by a co-chair."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from common.attempts import attempt
from common.dates import database_time, network_day
from common.once import once
from proposals import services as proposal_services
from proposals.models import Proposal
from voting import services, two_people
from voting.enums import MotionStatus
from voting.forms import CertificationForm
from voting.models import NetworkPosition
from voting.motions import balance, proposals
from voting.permissions import (
    can_confirm,
    can_object,
    certifying_centre,
    entry_of,
    is_on_the_inside,
    takes_part_in_certifying,
)
from voting.records import confirmations, publishing
from voting.records.minutes import numbers, roll_call
from voting.views.access import motion_for, published


@login_not_required
@never_cache
def result(request, pk):
    """Public once certified. Before that an outsider learns not even that the motion exists."""
    user, motion = request.user, published(pk)
    if motion is None:
        if not user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        motion = motion_for(user, pk)
    if not motion.is_counted:
        return render(request, "voting/result_not_yet.html", {"motion": motion}, status=403)
    waits_for_certification = user.is_authenticated and motion.status == MotionStatus.CLOSED
    context = {
        **numbers(confirmations.with_its_objections(motion)),
        "is_inside": is_on_the_inside(user, motion),
        "may_certify": waits_for_certification and takes_part_in_certifying(user, motion),
        **how_far_it_is(motion),
        "roll": roll_call(user, motion),
        "proposal": proposals.proposal_of(motion),
        "published": NetworkPosition.objects.filter(motion=motion).first(),
        "composition": balance.kept(motion),
        "head": publishing.head(motion),
    }
    if context["is_inside"]:
        entry = entry_of(user, motion)
        context |= {
            "round": confirmations.round_of(motion),
            "may_confirm": can_confirm(motion, entry),
            "may_object": can_object(motion, entry),
            "own_word": confirmations.current_of(entry),
        }
    return render(request, "voting/result.html", context)


def how_far_it_is(motion):
    """Between the close and the certification: what it waits for, as of now."""
    now = timezone.now()
    is_being_confirmed = motion.is_being_confirmed(now)
    return {
        "is_being_confirmed": is_being_confirmed,
        "is_late": motion.is_late(now),
        "may_hurry": settings.DEMO and is_being_confirmed,
    }


@never_cache
@once
def certify(request, pk):
    """A co-chair certifies; where none can, one of two delegates proposes it."""
    user, motion = request.user, confirmations.with_its_objections(motion_for(request.user, pk))
    if not takes_part_in_certifying(user, motion):
        raise PermissionDenied
    if motion.status != MotionStatus.CLOSED:
        messages.info(request, _("There is nothing to certify on this motion now."))
        return redirect(motion)
    if (waiting := Proposal.objects.open().about(motion).first()) is not None:
        messages.info(request, _("This waits for a second person already."))
        return redirect(waiting)
    sent = request.POST if request.method == "POST" else None
    form = CertificationForm(sent, asks=motion.application and not motion.carried)
    now = database_time()
    together = certifying_centre(user, motion) is None
    if form.is_valid() and not services.why_not_certified_yet(motion, now):
        reasons = form.cleaned_data.get("reasons", "")
        certified = _propose_together if together else _certify
        return certified(request, motion, reasons, now)
    context = {
        "together": together,
        **how_far_it_is(motion),
        **numbers(motion),
        "form": form,
        "roll": roll_call(request.user, motion),
        "round": confirmations.round_of(motion),
        "proposal": proposals.proposal_of(motion),
        "reapply_from": motion.rule_set.rules.reapply_from(network_day(now)),
        "composition": balance.kept_or_today(motion, timezone.now()),
    }
    return render(request, "voting/certify.html", context)


def _certify(request, motion, reasons, now):
    with attempt(request, success=_("The result is certified.")) as certification:
        services.certify(motion, reasons=reasons, by=request.user, now=now, on=network_day(now))
    return redirect("voting:result", motion.pk) if certification.succeeded else redirect(motion)


def _propose_together(request, motion, reasons, now):
    """The second of two delegates finds it under what waits for them."""
    kind = two_people.CERTIFY_TOGETHER
    success = _("Proposed. The result is certified once a delegate of another country releases it.")
    with attempt(request, success=success) as proposing:
        proposal_services.propose(
            motion,
            kind.name,
            {"reasons": reasons},
            title=_("%(act)s: %(thing)s") % {"act": kind.label, "thing": motion},
            reason=reasons or _("No co-chair can certify this result."),
            by=request.user,
            now=now,
        )
    return redirect("tasks") if proposing.succeeded else redirect(motion)


@require_POST
def hurry(request, pk):
    """Only in the demonstration: nobody who tries the site waits for days."""
    motion = motion_for(request.user, pk)
    with attempt(request, success=_("The confirmation period is over, for this demonstration.")):
        services.hurry(motion, by=request.user, now=database_time())
    return redirect("voting:result", motion.pk)
