"""A centre's people change its profile: write, compare, submit. Nothing shows until accepted."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common.edit_conflicts import Conflict, Difference, fingerprint
from common.outcome_messages import done
from common.refusals import Refused
from members.enums import ProfileChangeStatus
from members.permissions import can_edit_profile
from members.register.profile_form import WholeProfile
from members.register.profile_words import LABELS, as_text, differences
from members.register.services import profiles
from members.register.views.own_centre import own_centre

METHODS = ["GET", "HEAD", "POST"]


def _edited(user, slug):
    centre = own_centre(user, slug)
    if not can_edit_profile(user, centre):
        raise PermissionDenied
    return centre


@never_cache
@require_http_methods(METHODS)
def edit(request, slug):
    centre = _edited(request.user, slug)
    change = profiles.open_change(centre)
    if request.method == "POST":
        return _written(request, centre, change)
    if change and not change.is_being_written:
        return redirect("members:check_profile", centre.slug)
    held = profiles.held(change, centre)
    return _page(request, centre, change, WholeProfile(None, held), seen=fingerprint(held))


def _written(request, centre, change):
    """Keep what was written; what cannot be kept stays on the page with the reason."""
    seen = request.POST.get("seen", "")
    whole = WholeProfile(request.POST, profiles.held(change, centre))
    if not whole.is_valid():
        return _page(request, centre, change, whole, seen=seen)
    try:
        profiles.save(centre, whole.written, seen=seen, by=request.user, now=timezone.now())
    except Conflict as conflict:
        shown = _in_words(conflict, whole.written)
        seen = fingerprint(conflict.stored)
        return _page(request, centre, change, whole, seen=seen, conflict=shown)
    except Refused as refusal:
        return _page(request, centre, change, whole, seen=seen, refusal=str(refusal))
    following = "members:edit_profile" if "again" in request.POST else "members:check_profile"
    return redirect(following, centre.slug)


def _in_words(conflict, written):
    return {
        "title": _("The profile was saved by somebody else meanwhile"),
        "saved": conflict.saved,
        "differences": [
            Difference(label, as_text(name, written[name]), as_text(name, conflict.stored[name]))
            for name, label in LABELS.items()
            if written[name] != conflict.stored[name]
        ],
    }


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
def check(request, slug):
    """What differs from what is published, to submit it or, once submitted, to take it back."""
    centre = _edited(request.user, slug)
    change = profiles.open_change(centre)
    if request.method == "POST":
        return _settled(request, centre)
    if change is None:
        return redirect(centre)
    published = profiles.content(centre)
    names = profiles.touched(change)
    context = {
        "centre": centre,
        "change": change,
        "differences": differences(names, published, change.proposed),
        "seen": fingerprint(profiles.held(change, centre)),
    }
    return render(request, "members/check_profile.html", context)


def _settled(request, centre):
    who = {"by": request.user, "now": timezone.now()}
    if "take_back" in request.POST:
        said = _("You can go on writing. Submit the change again when it is ready.")
        done(request, profiles.take_back, centre, said=said, **who)
        return redirect("members:edit_profile", centre.slug)
    said = _("The change is with the secretariat. You get a mail when it is settled.")
    done(request, profiles.submit, centre, seen=request.POST.get("seen"), said=said, **who)
    return redirect("members:check_profile", centre.slug)


@never_cache
@require_http_methods(METHODS)
def withdraw(request, slug):
    centre = _edited(request.user, slug)
    change = profiles.open_change(centre)
    if request.method == "POST":
        said = _("The change was withdrawn. Your centre's page stays as it is.")
        done(request, profiles.withdraw, centre, said=said, by=request.user, now=timezone.now())
        return redirect(centre)
    if change is None:
        return redirect(centre)
    return render(request, "members/withdraw_profile.html", {"centre": centre, "change": change})
