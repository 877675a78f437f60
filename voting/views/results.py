"""The result of a vote, provisional and certified, and its certification by a co-chair."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from voting import balance, services
from voting.clock import database_time, network_day
from voting.enums import MotionStatus
from voting.forms import CertificationForm
from voting.models import Motion
from voting.permissions import can_certify, can_see_ballots, is_on_the_inside
from voting.roll import by_country_name
from voting.views.access import motion_for


@login_not_required
@never_cache
def result(request, pk):
    """Public once certified. Before that an outsider learns not even that the motion exists."""
    motion = _certified(pk)
    if motion is None:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        motion = motion_for(request.user, pk)
    if not motion.is_counted:
        return render(request, "voting/result_not_yet.html", {"motion": motion}, status=403)
    context = {
        **numbers(motion),
        "is_inside": is_on_the_inside(request.user, motion),
        "may_certify": _may_certify_now(request.user, motion),
        "roll": _roll_call(request.user, motion),
    }
    return render(request, "voting/result.html", context)


def _certified(pk):
    certified = Motion.objects.certified()
    return certified.select_related("application", "rule_set", "certified_by").filter(pk=pk).first()


def numbers(motion):
    """A counted motion's result as the pages show it."""
    counts = motion.result["counts"]
    took_part = counts["yes"] + counts["no"] + counts["abstain"]
    return {
        "motion": motion,
        "result": motion.result,
        "counts": counts,
        "took_part": took_part,
        "silent": counts["entitled"] - counts["recused"] - took_part,
        "rules": motion.rule_set.rules,
    }


def _roll_call(user, motion):
    if not can_see_ballots(user, motion):
        return None
    return by_country_name(motion.roll.with_current_ballot())


def _may_certify_now(user, motion):
    return (
        user.is_authenticated and motion.status == MotionStatus.CLOSED and can_certify(user, motion)
    )


@never_cache
def certify(request, pk):
    motion = motion_for(request.user, pk)
    if not can_certify(request.user, motion):
        raise PermissionDenied
    if motion.status != MotionStatus.CLOSED:
        messages.info(request, _("There is nothing to certify on this motion now."))
        return redirect(motion)
    sent = request.POST if request.method == "POST" else None
    form = CertificationForm(sent, carried=motion.carried)
    if form.is_valid():
        return _certify(request, motion, form.cleaned_data.get("reasons", ""))
    context = {**numbers(motion), "form": form, "roll": _roll_call(request.user, motion)}
    if motion.application:
        context["composition"] = balance.with_applicant(
            motion.application, motion.rule_set.rules, network_day(timezone.now())
        )
    return render(request, "voting/certify.html", context)


def _certify(request, motion, reasons):
    now = database_time()
    try:
        services.certify(motion, reasons=reasons, by=request.user, now=now, on=network_day(now))
    except services.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(motion)
    messages.success(request, _("The result is certified."))
    return redirect("voting:result", motion.pk)
