"""Declaring a centre's recusal, once its consequence was read, and taking it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from common.attempts import attempt
from common.once import once
from voting import services
from voting.forms import RecusalForm
from voting.motions.recusals import consequence_of
from voting.permissions import (
    ballots_become_public,
    can_take_recusal_back,
    entry_of,
    is_own_country,
    why_no_ballot,
)
from voting.views.access import motion_for, refused


@never_cache
@once
def recuse(request, pk):
    """Say why, read what follows, recuse. Only the last step records anything."""
    motion = motion_for(request.user, pk)
    entry = entry_of(request.user, motion)
    sent = request.POST if request.method == "POST" else None
    form = RecusalForm(sent, initial={"reason": suggested_reason(motion, entry)})
    heading = _("Your centre was not recused")
    if why_not := why_no_ballot(request.user, motion, entry, timezone.now()):
        return refused(request, motion, heading, why_not, form, status=403)
    if form.is_valid() and "recuse" in request.POST:
        with attempt(request, form=form) as recusal:
            services.recuse(motion, reason=form.cleaned_data["reason"], by=request.user)
        if recusal.succeeded:
            text = _("%(name)s is recused from this vote. Everybody who acts for it is told.")
            messages.success(request, text % {"name": entry.name})
            return redirect(motion)
        return refused(request, motion, heading, str(recusal.refusal), form, status=409)
    if entry.ballots.exists():
        why_not = _("Your centre has already voted, so it can no longer be recused.")
        return refused(request, motion, heading, why_not, form, status=409)
    context = {"motion": motion, "entry": entry, "form": form, **what_follows(motion, entry)}
    if form.is_valid() and "change" not in request.POST:
        context["reason"] = form.cleaned_data["reason"]
        return render(request, "voting/recusal_review.html", context)
    return render(request, "voting/recuse.html", context)


@never_cache
def take_back(request, pk):
    """The centre votes after all."""
    motion = motion_for(request.user, pk)
    entry = entry_of(request.user, motion)
    if entry is None:
        raise PermissionDenied
    if not can_take_recusal_back(motion, entry, timezone.now()):
        messages.info(request, _("There is no recusal of your centre to take back now."))
        return redirect(motion)
    if request.method == "POST":
        success = _("%(name)s votes after all. Cast its ballot until the deadline.")
        with attempt(request, success=success % {"name": entry.name}):
            services.take_recusal_back(motion, by=request.user)
        return redirect(motion)
    context = {"motion": motion, "entry": entry, **what_follows(motion, entry)}
    return render(request, "voting/take_recusal_back.html", context)


def suggested_reason(motion, entry):
    """A start, where it stands to reason; another may be written."""
    if entry is None or not is_own_country(motion, entry):
        return ""
    if motion.application is None:
        return _("The motion is about a centre of our own country.")
    return _("The applicant is from our own country, %(country)s.") % {
        "country": entry.country.name
    }


def what_follows(motion, entry):
    return {
        "consequence": consequence_of(motion, entry),
        "becomes_public": ballots_become_public(motion),
    }
