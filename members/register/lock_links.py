"""The link in a letter that locks a sign-in at once: signed, for a month, and without signing in.

It dies when the sign-in is unlocked, so that an old letter does not lock it anew.
"""

from django.core import signing
from django.urls import reverse

from members.enums import SignInChange
from members.register.models import User

SALT = "members.lock"
LASTS = 30 * 24 * 3600  # seconds


def token_for(user: User) -> str:
    return signing.dumps([user.pk, _unlocked_last(user)], salt=SALT)


def path_for(token: str) -> str:
    return reverse("members:lock_by_link", args=[token])


def user_of(token: str) -> User | None:
    """Whose sign-in the link locks; None if it is no link of ours, too old or used up."""
    try:
        pk, unlocked_last = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk).first()
    return user if user and _unlocked_last(user) == unlocked_last else None


def _unlocked_last(user: User) -> int:
    unlocked = user.sign_in_events.filter(what=SignInChange.UNLOCKED).order_by("pk").last()
    return unlocked.pk if unlocked else 0
