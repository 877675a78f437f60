"""What a centre's people do that a stolen sign-in must not do unseen asks to sign in again."""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import suspend_request
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import urlencode

from common.attempts import attempt
from members.register import provider as state
from members.register import sessions

View = Callable[..., HttpResponse]


@reauthentication_required
def take(request: HttpRequest, act: Callable[..., object], *, success: str) -> bool:
    """Do it as the person of this request; whoever has not just signed in again does so first.

    The form that was sent is kept meanwhile and taken up once they have.
    """
    with attempt(request, success=success) as tried:
        act(by=request.user, now=timezone.now())
    return tried.succeeded


def before_what_counts(request: HttpRequest, *, has_begun: bool = False) -> HttpResponse | None:
    """Where to confirm first who one is; None for whoever has done so in the last hours.

    Unlike with `take`, nothing that was sent is kept here: it goes along with the pages in between,
    encrypted, and is in the form again afterwards (`p2i_site/typed_again.py`). A ballot is nowhere
    before it is cast. Whoever has no way to confirm is not asked, so that no right is lost by it.
    """
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways or not sessions.must_prove_again(request, timezone.now(), has_begun=has_begun):
        return None
    answer = redirect(f"{ways[0]['url']}?{urlencode({'next': request.get_full_path()})}")
    answer.carries_what_was_typed = True  # type: ignore[attr-defined]
    return answer


def by_the_other_factor(view: View) -> View:
    """A form that connects or disconnects a way in asks for the factor that it is not.

    That is the second step, and the password where there is none. The form is taken up afterwards.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        ways = get_adapter().get_reauthentication_methods(request.user)
        ways = [one for one in ways if one["id"] != state.CONFIRM]
        steps = [one for one in ways if one["id"].startswith("mfa")]
        method = "mfa" if steps else "password"
        if request.method != "POST" or not ways or sessions.just_proved(request, method):
            return view(request, *args, **kwargs)
        return suspend_request(request, (steps or ways)[0]["url"])

    return page
