"""Where a paper stands in its clearance, and what a centre says to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.attempts import attempt
from common.once import once
from knowledge_exchange import permissions
from knowledge_exchange.papers.clearing_forms import ObjectionForm, PositionForm
from knowledge_exchange.papers.services import clearing, positions
from knowledge_exchange.papers.views.commenting import version_in_work
from members.permissions import centre_of


@once
def clearance(request, slug):
    """GET for everybody who reads drafts; POST is an objection or a position of a member centre.

    What the rules refuse is shown with what was typed.
    """
    paper, version = version_in_work(request, slug)
    if request.method == "POST":
        _must_speak(request.user)
    silence, now = version.silence, timezone.now()
    position = version.positions.filter(centre=centre_of(request.user)).first()
    objection_form = ObjectionForm(request.POST if "object" in request.POST else None)
    position_form = PositionForm(
        request.POST if "state" in request.POST else None,
        initial={"stance": position.stance, "text": position.text} if position else None,
    )
    if objection_form.is_valid():
        if silence is None:
            raise Http404
        success = _("Your centre objects. The secretariat and all members can read why.")
        with attempt(request, success=success) as objecting:
            clearing.object_to(silence, **objection_form.cleaned_data, by=request.user, now=now)
        if objecting.succeeded:
            return redirect("knowledge_exchange:clearance", paper.slug)
    elif position_form.is_valid():
        success = _("Your centre's position is stored. It is published with the paper.")
        with attempt(request, success=success) as stating:
            positions.state(version, **position_form.cleaned_data, by=request.user, now=now)
        if stating.succeeded:
            return redirect("knowledge_exchange:clearance", paper.slug)
    objections = silence.objections.select_related("centre") if silence else ()
    context = {
        "paper": paper,
        "version": version,
        "silence": silence,
        "objections": objections,
        "is_broken": any(objection.withdrawn_at is None for objection in objections),
        "positions": version.positions.on_this_text().select_related("centre"),
        "events": paper.events.select_related("by"),
        "may_object": silence is not None and silence.takes_objections(now),
        "can_speak": permissions.can_speak_for_centre(request.user),
        "objection_form": objection_form,
        "position_form": position_form,
        "own_position": position,
        "is_on_earlier_text": position is not None and position.saves != version.saves,
        "own_objection": _own_objection(request.user, version),
    }
    return render(request, "knowledge_exchange/clearing/clearance.html", context)


@require_POST
def withdraw_objection(request, slug):
    paper, version = version_in_work(request, slug)
    _must_speak(request.user)
    objection = _own_objection(request.user, version)
    if objection is None:
        messages.error(request, _("Your centre does not object."))
    else:
        with attempt(request, success=_("The objection is withdrawn.")):
            clearing.withdraw_objection(objection, by=request.user, now=timezone.now())
    return redirect("knowledge_exchange:clearance", paper.slug)


def _own_objection(user, version):
    silence = version.silence
    return silence and silence.objections.standing().filter(centre=centre_of(user)).first()


@require_POST
def take_position_back(request, slug):
    paper, version = version_in_work(request, slug)
    _must_speak(request.user)
    with attempt(request, success=_("Taken back.")):
        positions.take_back(version, by=request.user, now=timezone.now())
    return redirect("knowledge_exchange:clearance", paper.slug)


def _must_speak(user):
    if not permissions.can_speak_for_centre(user):
        raise PermissionDenied
