"""A centre's people change its profile: write, compare, submit. Nothing shows until accepted."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.attempts import attempt, trial
from common.edit_conflicts import Conflict, Difference, fingerprint
from common.once import once
from members.enums import ProfileChangeStatus
from members.permissions import can_edit_profile
from members.register.profile_form import WholeProfile
from members.register.profile_words import LABELS, as_text, differences
from members.register.services import profiles
from members.register.views.own_centre import own_centre
from members.register.views.signing_in_again import take

METHODS = ["GET", "HEAD", "POST"]


def _edited(user, slug):
    centre = own_centre(user, slug)
    if not can_edit_profile(user, centre):
        raise PermissionDenied
    return centre


@never_cache
@require_http_methods(METHODS)
def edit(request, slug):
    """What cannot be kept of what was written stays on the page, with the reason."""
    centre = _edited(request.user, slug)
    change = profiles.open_change(centre)
    start = profiles.start_of(change, centre)
    if request.method != "POST":
        if change and not change.is_being_written:
            return redirect("members:check_profile", centre.slug)
        return _page(request, centre, change, WholeProfile(None, start), seen=fingerprint(start))
    seen = request.POST.get("seen", "")
    whole = WholeProfile(request.POST, start)
    if not whole.is_valid():
        return _page(request, centre, change, whole, seen=seen)
    with trial() as saving:
        profiles.save(centre, whole.written, seen=seen, by=request.user, now=timezone.now())
    if isinstance(conflict := saving.refusal, Conflict):
        both = {
            "title": _("The profile was saved by somebody else meanwhile"),
            "saved": conflict.saved,
            "differences": [
                Difference(label, as_text(name, yours), as_text(name, stored))
                for name, label in LABELS.items()
                for yours, stored in [(whole.written[name], conflict.stored[name])]
                if yours != stored
            ],
        }
        seen = fingerprint(conflict.stored)
        return _page(request, centre, change, whole, seen=seen, conflict=both)
    if saving.refusal:
        return _page(request, centre, change, whole, seen=seen, refusal=str(saving.refusal))
    following = "members:edit_profile" if "again" in request.POST else "members:check_profile"
    return redirect(following, centre.slug)


def _page(request, centre, change, whole, *, seen, conflict=None, refusal=""):
    context = {
        "centre": centre,
        "change": change,
        "form": whole.form,
        "links": whole.links,
        "seen": seen,
        "conflict": conflict,
        "refusal": refusal,
        "is_returned": bool(change) and change.status == ProfileChangeStatus.RETURNED,
    }
    status = 409 if conflict or refusal else 200
    return render(request, "members/edit_profile.html", context, status=status)


@never_cache
@require_http_methods(METHODS)
@once
def check(request, slug):
    """What differs from what is published, to submit it or, once submitted, to take it back."""
    centre = _edited(request.user, slug)
    change = profiles.open_change(centre)
    acting = {"by": request.user, "now": timezone.now()}
    moves_mailbox = change is not None and "mailbox" in profiles.touched(change)
    if request.method == "POST" and "take_back" in request.POST:
        success = _("You can go on writing. Submit the change again when it is ready.")
        with attempt(request, success=success):
            profiles.take_back(centre, **acting)
        return redirect("members:edit_profile", centre.slug)
    if request.method == "POST":
        success = _("The change is with the secretariat. You get an email when it is settled.")
        submit = partial(profiles.submit, centre, seen=request.POST.get("seen"))
        if moves_mailbox:
            take(request, submit, success=success)
        else:
            with attempt(request, success=success):
                submit(**acting)
        return redirect("members:check_profile", centre.slug)
    if change is None:
        return redirect(centre)
    context = {
        "centre": centre,
        "change": change,
        "moves_mailbox": moves_mailbox,
        "differences": differences(
            profiles.touched(change), profiles.content(centre), change.proposed
        ),
        "seen": fingerprint(profiles.start_of(change, centre)),
    }
    return render(request, "members/check_profile.html", context)


@never_cache
@require_http_methods(METHODS)
def withdraw(request, slug):
    centre = _edited(request.user, slug)
    change = profiles.open_change(centre)
    if request.method == "POST":
        success = _("The change was withdrawn. Your centre's page stays as it is.")
        with attempt(request, success=success):
            profiles.withdraw(centre, by=request.user, now=timezone.now())
        return redirect(centre)
    if change is None:
        return redirect(centre)
    return render(request, "members/withdraw_profile.html", {"centre": centre, "change": change})
