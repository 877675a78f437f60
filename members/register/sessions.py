"""How long a session goes on: while nobody does anything in it, and at most."""

from datetime import datetime, timedelta

from members.permissions import is_secretariat
from members.register.models import User

OF_THE_SECRETARIAT, OF_OTHERS = timedelta(minutes=30), timedelta(hours=12)
SIGNED_IN = "signed_in"  # in the session: when
LONGEST_OF_THE_SECRETARIAT, LONGEST_OF_OTHERS = timedelta(hours=12), timedelta(days=14)


def idle_limit(user: User) -> timedelta:
    """Who sees applicants' files and acts for the Network is signed out sooner."""
    return OF_THE_SECRETARIAT if _is_staff(user) else OF_OTHERS


def longest(user: User) -> timedelta:
    """However much is done in it."""
    return LONGEST_OF_THE_SECRETARIAT if _is_staff(user) else LONGEST_OF_OTHERS


def is_over(user: User, *, seen: datetime, now: datetime) -> bool:
    return now - seen > idle_limit(user)


def is_too_long(user: User, *, signed_in: datetime, now: datetime) -> bool:
    return now - signed_in > longest(user)


def _is_staff(user: User) -> bool:
    return is_secretariat(user) or user.is_staff
