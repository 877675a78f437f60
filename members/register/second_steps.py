"""Who needs a second step to sign in, and by when."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator

from members.permissions import co_chair_centre
from members.register.models import User

GRACE = timedelta(days=14)  # from the first sign-in at which one is needed


def has_one(user: User) -> bool:
    """A passkey, or an app that makes codes; allauth keeps recovery codes with one of them only."""
    return Authenticator.objects.filter(user=user).exists()


def has_passkey(user: User) -> bool:
    """It signs in alone."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()


def is_needed(user: User) -> bool:
    """By whoever sees applicants' files, runs the site or certifies; never in the demonstration."""
    return not user.is_demo and (user.is_staff or co_chair_centre(user) is not None)


def is_late(due: datetime | None, now: datetime) -> bool:
    return due is not None and now >= due
