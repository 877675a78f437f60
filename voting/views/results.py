"""The result of a vote, provisional and certified, and its certification by a co-chair."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.attempts import attempt
from common.dates import database_time, network_day
from voting import services
from voting.enums import MotionStatus
from voting.forms import CertificationForm
from voting.models import NetworkPosition
from voting.motions import balance, proposals
from voting.permissions import can_certify, can_confirm, entry_of, is_on_the_inside
from voting.records import confirmations, publishing
from voting.records.minutes import numbers, roll_call
from voting.views.access import certified, motion_for


@login_not_required
@never_cache
def result(request, pk):
    """Public once certified. Before that an outsider learns not even that the motion exists."""
    user, motion = request.user, certified(pk)
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
        "may_certify": waits_for_certification and can_certify(user, motion),
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
            "own_word": confirmations.current_of(entry),
        }
    return render(request, "voting/result.html", context)


@never_cache
def certify(request, pk):
    motion = confirmations.with_its_objections(motion_for(request.user, pk))
    if not can_certify(request.user, motion):
        raise PermissionDenied
    if motion.status != MotionStatus.CLOSED:
        messages.info(request, _("There is nothing to certify on this motion now."))
        return redirect(motion)
    sent = request.POST if request.method == "POST" else None
    form = CertificationForm(sent, asks=motion.application and not motion.carried)
    now = database_time()
    if form.is_valid() and not motion.objections:
        reasons, day = form.cleaned_data.get("reasons", ""), network_day(now)
        with attempt(request, success=_("The result is certified.")) as certification:
            services.certify(motion, reasons=reasons, by=request.user, now=now, on=day)
        if certification.succeeded:
            return redirect("voting:result", motion.pk)
        return redirect(motion)
    context = {
        **numbers(motion),
        "form": form,
        "roll": roll_call(request.user, motion),
        "round": confirmations.round_of(motion),
        "proposal": proposals.proposal_of(motion),
        "reapply_from": motion.rule_set.rules.reapply_from(network_day(now)),
        "composition": balance.kept_or_today(motion, timezone.now()),
    }
    return render(request, "voting/certify.html", context)
