"""Casting a centre's ballot, step by step, and declaring its recusal."""

from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from voting import services
from voting.enums import Choice
from voting.forms import BallotForm, CastForm, RecusalForm
from voting.models import Motion
from voting.permissions import entry_of, is_own_country, why_no_ballot
from voting.views.access import motion_for
from voting.views.dossiers import what_it_is_about


@sensitive_variables()  # an error report is no way around the embargo
@sensitive_post_parameters("choice", "reason")
@never_cache
def ballot(request, pk):
    """Choose, review, cast. Only the last step records anything."""
    if request.method == "POST" and "cast" in request.POST:
        form = CastForm(request.POST)
        if form.is_valid():
            return _cast(request, pk, form)
    motion = motion_for(request.user, pk)
    entry = entry_of(request.user, motion)
    form = BallotForm(_sent(request), initial=_as_recorded(entry))
    if why_not := why_no_ballot(request.user, motion, entry, timezone.now()):
        return _no_ballot(request, motion, why_not, form, status=403)
    if "change" not in request.POST and form.is_valid():
        return _review(request, motion, entry, form)
    return _choose(request, motion, entry, form)


def _sent(request):
    return request.POST if request.method == "POST" else None


def _as_recorded(entry):
    recorded = entry and entry.current_ballot
    if not recorded:
        return {}
    return {"choice": recorded.choice, "reason": recorded.reason, "seen": recorded.sequence}


def _choose(request, motion, entry, form):
    rules = motion.rule_set.rules
    context = {
        "motion": motion,
        "entry": entry,
        "form": form,
        "choices": form.choices_explained(rules),
        "is_a_change": bool(form.initial) and not form.is_bound,
        "choices_become_public": rules.ballots_after_close == "public",
        "early_close": rules.early_close,
        "recorded": entry.current_ballot,
        **what_it_is_about(request.user, motion, timezone.now()),
    }
    return render(request, "voting/ballot.html", context)


def _review(request, motion, entry, form):
    recorded = entry.current_ballot
    if form.cleaned_data["seen"] != (recorded.sequence if recorded else 0):
        return _seen_another(request, motion, entry, form)
    context = _to_send(motion, entry, form, recorded)
    return render(request, "voting/ballot_review.html", context)


def _seen_another(request, motion, entry, form):
    """The form knows nothing of the ballot that counts; that may be the very one it asks for."""
    if _is_recorded_already(request.user, entry.current_ballot, form.cleaned_data):
        return redirect("voting:ballot_recorded", motion.pk)
    return _overtaken(request, motion, entry, form)


def _is_recorded_already(person, recorded, sent):
    """A review page that was sent again, as a browser does when it goes back and reloads."""
    return (
        recorded is not None
        and recorded.cast_by_id == person.pk
        and recorded.choice == sent["choice"]
        and recorded.reason.splitlines() == sent["reason"].splitlines()  # browsers differ in ends
    )


def _overtaken(request, motion, entry, form):
    """A colleague's ballot came in meanwhile: show it, and ask before it is replaced."""
    context = _to_send(motion, entry, form, entry.current_ballot)
    return render(request, "voting/ballot_overtaken.html", context, status=409)


def _to_send(motion, entry, form, recorded):
    """A fresh token for each page, so that one token never stands for two choices."""
    seen = recorded.sequence if recorded else 0
    sent = {**form.cleaned_data, "form_token": uuid4(), "seen": seen}
    return {
        "motion": motion,
        "entry": entry,
        "recorded": recorded,
        "form": CastForm(initial=sent),
        "choice": Choice(form.cleaned_data["choice"]),
        "reason": form.cleaned_data["reason"],
    }


def _cast(request, pk, form):
    """Whoever is on the roll may cast; who else may read the motion matters only for a refusal."""
    try:
        services.cast(Motion(pk=pk), by=request.user, **form.cleaned_data)  # read under its lock
    except (services.Refused, Motion.DoesNotExist) as fault:
        return _not_cast(request, motion_for(request.user, pk), form, fault)
    return redirect("voting:ballot_recorded", pk)


def _not_cast(request, motion, form, fault):
    entry = entry_of(request.user, motion)
    if isinstance(fault, services.BallotChanged):
        return _seen_another(request, motion, entry, form)
    return _no_ballot(request, motion, str(fault), form, status=409 if entry else 403)


def _no_ballot(request, motion, why_not, form, *, status):
    """Say why, and show what was sent, so that nobody has to think of it again."""
    was_sent = form.is_bound
    heading = _("Your ballot was not recorded") if was_sent else _("You cannot cast a ballot here")
    context = {"motion": motion, "heading": heading, "why_not": why_not}
    if was_sent and form.is_valid():
        context["choice"] = Choice(form.cleaned_data["choice"])
        context["reason"] = form.cleaned_data["reason"]
    return render(request, "voting/refused.html", context, status=status)


@never_cache
def recorded(request, pk):
    motion = motion_for(request.user, pk)
    entry = entry_of(request.user, motion)
    own_ballot = entry and entry.current_ballot
    if own_ballot is None:
        return redirect(motion)
    context = {"motion": motion, "entry": entry, "own_ballot": own_ballot}
    context["takes_ballots"] = motion.takes_ballots(timezone.now())
    return render(request, "voting/ballot_recorded.html", context)


@never_cache
def recuse(request, pk):
    motion = motion_for(request.user, pk)
    entry = entry_of(request.user, motion)
    form = RecusalForm(_sent(request), initial={"reason": _suggested_reason(motion, entry)})
    if why_not := why_no_ballot(request.user, motion, entry, timezone.now()):
        return _no_recusal(request, motion, why_not, form, status=403)
    if form.is_valid():
        return _recused(request, motion, form)
    if entry.ballots.exists():
        why_not = _("Your centre has already voted, so it can no longer be recused.")
        return _no_recusal(request, motion, why_not, form, status=409)
    return render(request, "voting/recuse.html", {"motion": motion, "entry": entry, "form": form})


def _suggested_reason(motion, entry):
    """A start for the reason that stands to reason; the delegate may write another."""
    if entry is None or not is_own_country(motion, entry):
        return ""
    if motion.application is None:
        return _("The motion is about a centre of our own country.")
    return _("The applicant is from our own country, %(country)s.") % {
        "country": entry.country.name
    }


def _recused(request, motion, form):
    try:
        entry = services.recuse(motion, reason=form.cleaned_data["reason"], by=request.user)
    except services.Refused as refusal:
        return _no_recusal(request, motion, str(refusal), form, status=409)
    messages.success(request, _("%(name)s is recused from this vote.") % {"name": entry.name})
    return redirect(motion)


def _no_recusal(request, motion, why_not, form, *, status):
    context = {"motion": motion, "heading": _("Your centre was not recused"), "why_not": why_not}
    if form.is_bound and form.is_valid():
        context["reason"] = form.cleaned_data["reason"]
    return render(request, "voting/refused.html", context, status=status)
