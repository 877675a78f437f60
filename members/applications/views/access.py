"""Who may open an application without an account: whoever came by a mailed link and a code.

How links and codes are made and end: `services/access.py`.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from common import carrying
from common.attempts import attempt
from members.applications.forms import StartForm
from members.applications.models import Collaborator

SESSION_KEY, ASKED_KEY = "applications", "codes_asked"


class NotOpenedError(Exception):
    """This browser has not opened that application with a link and a code."""


def remember_asking(request, collaborator, serial):
    """Which code this browser asked for, until it is closed."""
    if not request.user.is_authenticated:
        request.session.set_expiry(0)
    asked = request.session.get(ASKED_KEY, {})
    request.session[ASKED_KEY] = {**asked, str(collaborator.pk): serial}


def asked_in_this_browser(request, collaborator):
    return request.session.get(ASKED_KEY, {}).get(str(collaborator.pk))


def remember(request, collaborator):
    """Let this browser in, until it is closed: under a new session id, known to nobody else."""
    opened = request.session.get(SESSION_KEY, {})
    request.session.cycle_key()
    if not request.user.is_authenticated:
        request.session.set_expiry(0)
    reference = collaborator.application.reference
    entrance = [collaborator.pk, collaborator.link_version]
    request.session[SESSION_KEY] = {**opened, reference: entrance}


def forget(request, application):
    opened = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {
        reference: entrance
        for reference, entrance in opened.items()
        if reference != application.reference
    }


def opened_as(request, reference):
    """The person as whom this browser opened the application, if their link still holds.

    NotOpenedError for a foreign reference and for one that does not exist: they look the same.
    """
    people = Collaborator.objects.active().select_related("application")
    try:
        pk, version = request.session.get(SESSION_KEY, {}).get(reference)
        return people.get(pk=pk, link_version=version, application__reference=reference)
    except (ObjectDoesNotExist, TypeError):  # a session from before people had links of their own
        raise NotOpenedError from None


def for_applicant(view):
    """A page of one application, closed to everybody who did not come by its link and a code.

    The page knows who is there as `request.collaborator`. What a service refuses, because the
    application moved on in another window, is said there.
    """

    @wraps(view)
    def page(request, reference, *args, **kwargs):
        try:
            request.collaborator = opened_as(request, reference)
        except NotOpenedError:
            if request.method == "POST":
                carrying.carry(request)
            return render(request, "members/not_opened.html", {"form": StartForm()}, status=403)
        request.visitor = f"collaborator:{request.collaborator.pk}"
        application = request.collaborator.application
        with attempt(request):
            return view(request, application, *args, **kwargs)
        return redirect(application)

    return never_cache(login_not_required(page))
