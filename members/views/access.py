"""Who may open an application without an account: whoever came by its mailed link."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from members.forms import StartForm
from members.models import Application
from members.services import Refused

SESSION_KEY = "applications"


class NotOpened(Exception):
    """This browser has not opened that application with its link."""


def remember(request, application):
    """Let this browser in, until it is closed: under a new session id, known to nobody else."""
    opened = request.session.get(SESSION_KEY, {})
    request.session.cycle_key()
    if not request.user.is_authenticated:
        request.session.set_expiry(0)
    request.session[SESSION_KEY] = {**opened, application.reference: application.link_version}


def forget(request, application):
    opened = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {
        reference: version
        for reference, version in opened.items()
        if reference != application.reference
    }


def opened_application(request, reference):
    """The application, if this browser came by its link and the link still holds.

    NotOpened for a foreign reference and for one that does not exist: nothing tells them apart.
    """
    version = request.session.get(SESSION_KEY, {}).get(reference)
    try:
        return Application.objects.get(reference=reference, link_version=version)
    except ObjectDoesNotExist:
        raise NotOpened from None


def for_applicant(view):
    """A page of one application, closed to everybody who did not come by its link.

    What a service refuses, because the application moved on in another window, is said there.
    """

    @wraps(view)
    def page(request, reference, *args, **kwargs):
        try:
            application = opened_application(request, reference)
        except NotOpened:
            return render(request, "members/not_opened.html", {"form": StartForm()}, status=403)
        try:
            return view(request, application, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(application)

    return never_cache(login_not_required(page))
