"""What is refused before anything else of the request is read; and whose time it shows."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseForbidden, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _

from common import waiting
from members.register import second_steps, sessions
from members.register.services import accounts
from uploads.room import FileGoneError, NoRoomError

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SEEN, SEEN_AGAIN = "seen", timedelta(minutes=1)  # written once a minute at most
STEP_DUE = "second_step_due"
STATUS = {FileGoneError: 404, NoRoomError: 507}
TITLES = {404: _("This file is gone"), 507: _("There is no room for this file")}


def badge_counted_anew(get_response):
    """After whatever a person does, the number beside "Tasks" is counted again."""

    def middleware(request):
        response = get_response(request)
        if request.method == "POST" and request.user.is_authenticated:
            waiting.forget_badge(request.user)
        return response

    return middleware


def known_methods(get_response):
    """TRACE would tell a script its own cookies; nobody has a use for methods of no standard."""

    def middleware(request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return get_response(request)

    return middleware


def programs_by_https(get_response):
    """A program that asks in clear is told so; people's pages are led to https by Django."""
    addresses = [re.compile(pattern) for pattern in settings.SECURE_REDIRECT_EXEMPT]

    def middleware(request):
        is_clear = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        if is_clear and any(it.search(request.path.lstrip("/")) for it in addresses):
            return HttpResponseForbidden(
                "This address answers by https only. What was sent with this request, such as a "
                "token, was sent in clear: replace it.\n",
                content_type="text/plain; charset=utf-8",
            )
        return get_response(request)

    return middleware


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
            sizes = {"size": length, "limit": settings.EVIDENCE_MAX_BYTES}
            context = {**sizes, "back": escape_leading_slashes(request.path)}
            return HttpResponse(render_to_string("413.html", context), status=413)
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


def nothing_left_behind(get_response):
    """Signing out clears what the pages kept in this browser: drafts that were not yet saved."""

    def middleware(request):
        response = get_response(request)
        if request.method == "POST" and request.path == reverse("account_logout"):
            response["Clear-Site-Data"] = '"storage"'
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


def stored_files(get_response):
    """A file that is gone, or a full disk, where no form says so: in plain words, on a page."""

    def process_exception(request, exception):
        if status := STATUS.get(type(exception)):
            context = {"why": exception, "title": TITLES[status]}
            response = render(request, "stored_file.html", context, status=status)
            add_never_cache_headers(response)
            return response
        return None

    def middleware(request):
        return get_response(request)

    middleware.process_exception = process_exception
    return middleware


def viewer_time_zone(get_response):
    """Show times in the viewer's own zone; without one, in the Network's."""

    def middleware(request):
        name = getattr(request.user, "time_zone", "")
        with timezone.override(ZoneInfo(name) if name else None):
            return get_response(request)

    return middleware


def ended_when_idle(get_response):
    """A session in which nothing was done for long ends; what is typed meanwhile is carried on."""

    def middleware(request):
        if request.user.is_authenticated:
            now = timezone.now()
            if sessions.has_ended(request.user, request.session.get(sessions.BEGUN, 0)):
                logout(request)
                messages.info(request, _("Your sign-in has changed, so this session has ended."))
                return get_response(request)
            seen = datetime.fromtimestamp(request.session.get(SEEN, now.timestamp()), UTC)
            signed_in = datetime.fromtimestamp(request.session.get(sessions.SIGNED_IN, 0.0), UTC)
            if sessions.is_over(request.user, seen=seen, now=now):
                idle = sessions.idle_limit(request.user)
                logout(request)
                messages.info(request, _signed_out_after(idle))
            elif sessions.is_too_long(request.user, signed_in=signed_in, now=now):
                logout(request)
                messages.info(request, _("You were signed out: sign in anew from time to time."))
            elif SEEN not in request.session or now - seen > SEEN_AGAIN:
                request.session[SEEN] = now.timestamp()
                ours = UserSession.objects.filter(session_key=request.session.session_key)
                ours.update(last_seen_at=now)
        return get_response(request)

    return middleware


def seen_signing_in(request, user, **signal):
    now = timezone.now()
    request.session[SEEN] = request.session[sessions.SIGNED_IN] = now.timestamp()
    sessions.begins_anew(request, now)
    if due := accounts.second_step_due(user, now=now):
        request.session[STEP_DUE] = due.timestamp()


def seen_signing_in_again(request, reauthenticated=False, **signal):
    """Whoever had taken the session over is out, once its person has shown anew who they are."""
    if not reauthenticated:
        return
    former = request.session.session_key
    request.session.cycle_key()
    ours = UserSession.objects.filter(session_key=former)
    ours.update(session_key=request.session.session_key)


def second_step_set_up(get_response):
    """Who needs a second step and has had time for it sets it up before anything else.

    Pages that need no sign-in, and those of one's own account, stay open.
    """

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        due = request.session.get(STEP_DUE)
        if not due or not request.user.is_authenticated:
            return None
        is_open = not getattr(view, "login_required", True)
        if is_open or request.path.startswith(reverse("account_login").removesuffix("login/")):
            return None
        if not second_steps.is_late(datetime.fromtimestamp(due, UTC), timezone.now()):
            return None
        if second_steps.has_one(request.user):
            del request.session[STEP_DUE]
            return None
        messages.warning(
            request,
            _(
                "Add a passkey or an app for codes first: whoever works for the whole Network "
                "signs in with a second step."
            ),
        )
        return redirect("mfa_index")

    middleware.process_view = process_view
    return middleware


def _signed_out_after(idle):
    minutes = int(idle.total_seconds()) // 60
    if minutes < 60:
        return _("You were signed out, because nothing was done here for %d minutes.") % minutes
    return _("You were signed out, because nothing was done here for %d hours.") % (minutes // 60)


def nothing_kept_of_people(get_response):
    """What a signed-in person sees stays in no browser's cache: the next one may be another."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware
