"""What a centre's people do that a stolen sign-in must not do unseen asks to sign in again."""

from collections.abc import Callable

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest
from django.utils import timezone

from common.attempts import attempt


@reauthentication_required
def take(request: HttpRequest, act: Callable[..., object], *, success: str) -> bool:
    """Do it as the person of this request; whoever has not just signed in again does so first.

    The form that was sent is kept meanwhile and taken up once they have.
    """
    with attempt(request, success=success) as tried:
        act(by=request.user, now=timezone.now())
    return tried.succeeded
