"""The address with which one signs in: asked for by the person, confirmed from both mailboxes."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from common import asking
from common.attempts import attempt
from common.once import once
from members.register import address_links, sessions
from members.register.people_forms import OwnAddressForm
from members.register.services import addresses
from members.register.views.signing_in_again import take

METHODS = ["GET", "HEAD", "POST"]


@never_cache
@require_http_methods(METHODS)
@once
def address(request):
    """POST `back` takes a change back that waits; any other asks for one."""
    now = timezone.now()
    if request.method == "POST" and "back" in request.POST:
        with attempt(request, success=_("Your address stays as it is.")):
            addresses.take_back(by=request.user, now=now)
        return redirect("members:address")
    form = OwnAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = partial(_ask, request, form.cleaned_data["email"])
        if take(request, act, success=_("Both addresses get an email. Open the link in each.")):
            return redirect("members:address")
    change = addresses.pending(request.user, now)
    context = {"form": form, "change": change, "days": address_links.LASTS.days}
    return render(request, "members/address.html", context)


def _ask(request, email, *, by, now):
    """So often as others may cause a letter to an address that they only name."""
    asking.ask(request, "address", email, pause=addresses.PAUSE, now=now)
    addresses.ask(email=email, by=by, now=now)


@never_cache
@login_not_required
@require_http_methods(METHODS)
def confirm_address(request, token):
    """The link shows a button, so that a mail scanner's visit confirms nothing."""
    now = timezone.now()
    found = address_links.found_by(token, now)
    if found is None:
        return render(request, "members/address_link_dead.html", status=404)
    change, side = found
    if request.method == "POST":
        with attempt(request) as tried:
            is_done = addresses.confirm(change, side, now=now)
            if is_done and request.user == change.user:
                sessions.begins_anew(request, now)
            if is_done:
                messages.success(request, _("The address is changed. Sign in with it from now on."))
        if not tried.succeeded or is_done:
            return redirect("home")
        return redirect("members:confirm_address", token)
    context = {
        "change": change,
        "is_new": side == address_links.Side.NEW,
        "is_confirmed": address_links.is_confirmed(change, side),
    }
    return render(request, "members/confirm_address.html", context)
