"""Where somebody is signed in, and how they sign out elsewhere."""

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from members.register.sessions import has_ended
from traces.enums import Act
from traces.services import note


@require_http_methods(["GET", "HEAD", "POST"])
def browsers(request):
    """POST `end` names one session by its number, or says "others"."""
    if request.method == "POST":
        return _end(request)
    return render(request, "members/browsers.html", {"sessions": _sessions(request)})


@reauthentication_required
def _end(request):
    """Only by whoever has just shown who they are: a stolen session puts nobody out."""
    chosen = [
        one for one in _sessions(request) if request.POST.get("end") in ("others", str(one.pk))
    ]
    ended = [one for one in chosen if not one.is_current()]
    for session in ended:
        session.end()
    said = ngettext("%d session has ended.", "%d sessions have ended.", len(ended))
    if ended:
        note(
            Act.SESSIONS_ENDED,
            by=request.user,
            about=request.user,
            words=str(len(ended)),
            now=timezone.now(),
        )
        messages.success(request, said % len(ended))
    else:
        messages.info(request, _("No other session was open any more."))
    return redirect("members:browsers")


def _sessions(request):
    sessions = [
        one
        for one in UserSession.objects.purge_and_list(request.user)
        if one.is_current() or not has_ended(request.user, one.created_at.timestamp())
    ]
    return sorted(sessions, key=lambda session: session.last_seen_at, reverse=True)
