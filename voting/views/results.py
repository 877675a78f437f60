"""The result of a vote, provisional and certified, and its certification by a co-chair."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from voting import balance, confirmations, proposals, services
from voting.clock import database_time, network_day
from voting.enums import MotionStatus
from voting.forms import CertificationForm
from voting.minutes import numbers, roll_call
from voting.models import NetworkPosition
from voting.permissions import can_certify, can_confirm, entry_of, is_on_the_inside
from voting.records import publishing
from voting.views.access import certified, motion_for
from voting.views.dossiers import balance_for


@login_not_required
@never_cache
def result(request, pk):
    """Public once certified. Before that an outsider learns not even that the motion exists."""
    motion = certified(pk)
    if motion is None:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        motion = motion_for(request.user, pk)
    if not motion.is_counted:
        return render(request, "voting/result_not_yet.html", {"motion": motion}, status=403)
    context = {
        **numbers(confirmations.with_its_objections(motion)),
        "is_inside": is_on_the_inside(request.user, motion),
        "may_certify": _may_certify_now(request.user, motion),
        "roll": roll_call(request.user, motion),
        "proposal": proposals.of(motion),
        "published": NetworkPosition.objects.filter(motion=motion).first(),
        "composition": balance.kept(motion),
        **_checking(request.user, motion),
    }
    return render(request, "voting/result.html", context)


def _checking(user, motion):
    """The record's head for everybody; the certification round for those inside."""
    context = {"head": publishing.head(motion)}
    if is_on_the_inside(user, motion):
        entry = entry_of(user, motion) if user.is_authenticated else None
        context |= {"round": confirmations.of(motion), "may_confirm": can_confirm(motion, entry)}
        context["own_word"] = confirmations.said_by(entry)
    return context


def _may_certify_now(user, motion):
    return (
        user.is_authenticated and motion.status == MotionStatus.CLOSED and can_certify(user, motion)
    )


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
    if form.is_valid() and not motion.objections:
        return _certify(request, motion, form.cleaned_data.get("reasons", ""))
    context = {**numbers(motion), "form": form, "roll": roll_call(request.user, motion)}
    context["round"] = confirmations.of(motion)
    context["proposal"] = proposals.of(motion)
    context["reapply_from"] = motion.rule_set.rules.reapply_from(network_day(database_time()))
    context["composition"] = balance_for(motion, timezone.now())
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
