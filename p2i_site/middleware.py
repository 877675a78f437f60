"""What is refused before anything else of the request is read; and whose time it shows."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone


def bounded_body(get_response):
    """A body too large is not even stored, and one without a length is not begun.

    Goes before everything that reads a form. The page asks nothing of the database.
    """

    def middleware(request):
        if "HTTP_TRANSFER_ENCODING" in request.META:
            return HttpResponse(render_to_string("411.html"), status=411)
        try:  # as Django reads it: what is no number means no body
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > settings.REQUEST_MAX_BYTES:
            limit = settings.EVIDENCE_MAX_BYTES
            return HttpResponse(render_to_string("413.html", {"limit": limit}), status=413)
        return get_response(request)

    return middleware


def late_answers_end_no_session(get_response):
    """Of two presses on a button that signs in, the second comes with the session from before.

    Its answer would have the browser forget the session that the first one has begun. A session
    that is gone needs no forgetting; signing out does. Goes before what handles sessions.
    """

    def middleware(request):
        response = get_response(request)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        is_forgotten = cookie is not None and cookie["max-age"] == 0
        if is_forgotten and request.method == "POST" and request.path != reverse("account_logout"):
            del response.cookies[settings.SESSION_COOKIE_NAME]
        return response

    return middleware


def no_nul_in_addresses(get_response):
    """No page has a use for a NUL character, and PostgreSQL cannot look for one.

    Harvesters are told so in the words of their protocol.
    """

    def middleware(request):
        in_query = "%00" in request.META.get("QUERY_STRING", "")
        if "\0" in request.path or (in_query and request.path_info != reverse("oai")):
            raise BadRequest("NUL character in the address")
        return get_response(request)

    return middleware


def viewer_time_zone(get_response):
    """Show times in the viewer's own zone; without one, in the Network's."""

    def middleware(request):
        name = getattr(request.user, "time_zone", "")
        with timezone.override(ZoneInfo(name) if name else None):
            return get_response(request)

    return middleware
