"""What a centre's people do that a stolen sign-in must not do unseen asks to sign in again."""

import time
from collections.abc import Callable
from functools import wraps
from typing import cast

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from common.attempts import attempt
from members.register import second_steps
from members.register.models import User

View = Callable[..., HttpResponse]


@reauthentication_required
def take(request: HttpRequest, act: Callable[..., object], *, success: str) -> bool:
    """Do it as the person of this request; whoever has not just signed in again does so first.

    The form that was sent is kept meanwhile and taken up once they have.
    """
    with attempt(request, success=success) as tried:
        act(by=request.user, now=timezone.now())
    return tried.succeeded


def by_the_other_factor(view: View) -> View:
    """A form that connects or disconnects a way in asks for the factor that it is not.

    That is the second step, and the password where there is none. The form is taken up afterwards.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        person = cast(User, request.user)
        method = "mfa" if second_steps.has_one(person) else "password"
        can_be_asked = method == "mfa" or person.has_usable_password()
        if request.method != "POST" or not can_be_asked or _just_shown(request, method):
            return view(request, *args, **kwargs)
        place = "mfa_reauthenticate" if method == "mfa" else "account_reauthenticate"
        return suspend_request(request, reverse(place))

    return page


def _just_shown(request: HttpRequest, method: str) -> bool:
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(
        one["method"] == method and one.get("reauthenticated") and one["at"] >= since
        for one in get_authentication_records(request, request.user)
    )
