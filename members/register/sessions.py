"""How long a session goes on while nobody does anything in it."""

from datetime import datetime, timedelta

from members.permissions import is_secretariat
from members.register.models import User

OF_THE_SECRETARIAT, OF_OTHERS = timedelta(minutes=30), timedelta(hours=12)


def idle_limit(user: User) -> timedelta:
    """Who sees applicants' files and acts for the Network is signed out sooner."""
    return OF_THE_SECRETARIAT if is_secretariat(user) or user.is_staff else OF_OTHERS


def is_over(user: User, *, seen: datetime, now: datetime) -> bool:
    return now - seen > idle_limit(user)
