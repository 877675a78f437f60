"""Casting a centre's ballot, step by step."""

from uuid import uuid4

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from common.attempts import attempt
from members.register.views.signing_in_again import before_what_counts
from voting import services
from voting.enums import Choice
from voting.forms import BallotForm, CastForm
from voting.models import Motion
from voting.permissions import ballots_become_public, entry_of, why_no_ballot
from voting.views.access import motion_for, refused
from voting.views.dossier import what_it_is_about


@sensitive_variables()  # an error report is no way around the embargo
@sensitive_post_parameters("choice", "reason")
@never_cache
def ballot(request, pk):
    """Choose, review, cast. Only the last step records anything.

    Whoever signed in long ago confirms who they are before the review, with the choice in the form.
    """
    if request.method == "POST" and "cast" in request.POST:
        form = CastForm(request.POST)
        if form.is_valid():
            return _cast(request, pk, form)
    motion = motion_for(request.user, pk)
    entry = entry_of(request.user, motion)
    recorded = entry and entry.current_ballot
    as_recorded = recorded and {
        "choice": recorded.choice,
        "reason": recorded.reason,
        "seen": recorded.sequence,
    }
    form = BallotForm(request.POST if request.method == "POST" else None, initial=as_recorded)
    if why_not := why_no_ballot(request.user, motion, entry, timezone.now()):
        return _no_ballot(request, motion, why_not, form, status=403)
    if "change" not in request.POST and form.is_valid():
        if first := before_what_counts(request):
            return first
        if form.cleaned_data["seen"] != (recorded.sequence if recorded else 0):
            return _seen_another(request, motion, entry, form)
        context = _to_send(motion, entry, form, recorded)
        return render(request, "voting/ballot_review.html", context)
    rules = motion.rule_set.rules
    context = {
        "motion": motion,
        "entry": entry,
        "form": form,
        "choices": form.choices_explained(rules),
        "is_a_change": bool(form.initial) and not form.is_bound,
        "becomes_public": ballots_become_public(motion),
        "early_close": rules.early_close,
        "recorded": recorded,
        **what_it_is_about(request.user, motion, timezone.now()),
    }
    return render(request, "voting/ballot.html", context)


@sensitive_variables()
def _cast(request, pk, form):
    """Who speaks for a centre may cast; who else may read the motion matters for a refusal only."""
    if first := before_what_counts(request, has_begun=True):
        return first
    with attempt(request, form=form) as casting:
        services.cast(Motion(pk=pk), by=request.user, **form.cleaned_data)  # read under its lock
    if casting.succeeded:
        return redirect("voting:ballot_recorded", pk)
    motion = motion_for(request.user, pk)
    entry = entry_of(request.user, motion)
    if isinstance(casting.refusal, services.BallotChanged):
        return _seen_another(request, motion, entry, form)
    why_not, status = str(casting.refusal), 409 if entry else 403
    return _no_ballot(request, motion, why_not, form, status=status)


@sensitive_variables()
def _seen_another(request, motion, entry, form):
    """The form knows nothing of the ballot that counts: a colleague's, or the very one it asks for.

    That is a review page that was sent again, as a browser does when it goes back and reloads.
    Any other is shown, and asked about before it is replaced.
    """
    recorded, sent = entry.current_ballot, form.cleaned_data
    is_the_same = (
        recorded is not None
        and recorded.cast_by_id == request.user.pk
        and recorded.choice == sent["choice"]
        and recorded.reason.splitlines() == sent["reason"].splitlines()  # browsers differ in ends
    )
    if is_the_same:
        return redirect("voting:ballot_recorded", motion.pk)
    context = _to_send(motion, entry, form, recorded)
    return render(request, "voting/ballot_overtaken.html", context, status=409)


def _to_send(motion, entry, form, recorded):
    """A fresh token for each page, so that one token never stands for two choices."""
    seen = recorded.sequence if recorded else 0
    return {
        "motion": motion,
        "entry": entry,
        "recorded": recorded,
        "form": CastForm(initial={**form.cleaned_data, "form_token": uuid4(), "seen": seen}),
        "becomes_public": ballots_become_public(motion),
        "choice": Choice(form.cleaned_data["choice"]),
        "reason": form.cleaned_data["reason"],
    }


def _no_ballot(request, motion, why_not, form, *, status):
    was_sent = form.is_bound
    heading = _("Your ballot was not recorded") if was_sent else _("You cannot cast a ballot here")
    return refused(request, motion, heading, why_not, form, status=status)


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
