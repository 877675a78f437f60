"""Where a paper stands in its clearance, and what a centre says to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.outcome_messages import done
from knowledge_exchange import permissions
from knowledge_exchange.papers.clearing_forms import ObjectionForm, PositionForm
from knowledge_exchange.papers.services import clearing, positions
from knowledge_exchange.papers.views.commenting import version_in_work
from members.permissions import centre_of


def clearance(request, slug):
    """GET for everybody who reads drafts; POST is an objection or a position of a member centre."""
    paper, version = version_in_work(request, slug)
    own = _own(request.user, version)
    objection, position = _forms(request, own)
    if request.method == "POST":
        _must_speak(request.user)
        if _said(request, version, objection, position):
            return redirect("knowledge_exchange:clearance", paper.slug)
    now, silence = timezone.now(), version.silence
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
        "objection_form": objection,
        "position_form": position,
        **own,
    }
    return render(request, "knowledge_exchange/clearing/clearance.html", context)


def _own(user, version):
    """What the centre of this person has said so far."""
    centre, silence = centre_of(user), version.silence
    position = version.positions.filter(centre=centre).first()
    standing = silence and silence.objections.standing().filter(centre=centre).first()
    return {
        "own_position": position,
        "is_on_earlier_text": position is not None and position.saves != version.saves,
        "own_objection": standing,
    }


def _forms(request, own):
    sent = request.POST if request.method == "POST" else None
    stated = own["own_position"]
    before = {"stance": stated.stance, "text": stated.text} if stated else None
    return (
        ObjectionForm(sent if "object" in request.POST else None),
        PositionForm(sent if "state" in request.POST else None, initial=before),
    )


def _said(request, version, objection, position):
    """True once it is stored; else the page is shown again with what was typed."""
    by = {"by": request.user, "now": timezone.now()}
    if objection.is_valid():
        if version.silence is None:
            raise Http404
        told = _("Your centre objects. The secretariat and all members can read why.")
        act, said = clearing.object_to, objection.cleaned_data
        return done(request, act, version.silence, said=told, **said, **by)
    if position.is_valid():
        told = _("Your centre's position is stored. It is published with the paper.")
        return done(request, positions.state, version, said=told, **position.cleaned_data, **by)
    return False


@require_POST
def withdraw_objection(request, slug):
    paper, version = version_in_work(request, slug)
    _must_speak(request.user)
    standing = _own(request.user, version)["own_objection"]
    if standing is None:
        messages.error(request, _("Your centre does not object."))
    else:
        by = {"by": request.user, "now": timezone.now()}
        told = _("The objection is withdrawn.")
        done(request, clearing.withdraw_objection, standing, said=told, **by)
    return redirect("knowledge_exchange:clearance", paper.slug)


@require_POST
def take_position_back(request, slug):
    paper, version = version_in_work(request, slug)
    _must_speak(request.user)
    done(
        request,
        positions.take_back,
        version,
        said=_("Taken back."),
        by=request.user,
        now=timezone.now(),
    )
    return redirect("knowledge_exchange:clearance", paper.slug)


def _must_speak(user):
    if not permissions.can_speak_for_centre(user):
        raise PermissionDenied
