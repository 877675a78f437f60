"""Which sessions go on: for how long while nobody does anything, and which an event has ended."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from members.permissions import is_secretariat
from members.register.models import User

BEGUN = "begun"  # in a session: the instant of the sign-in, or of a change that it outlived
OF_THE_SECRETARIAT, OF_OTHERS = timedelta(minutes=30), timedelta(hours=12)


def idle_limit(user: User) -> timedelta:
    """Who sees applicants' files and acts for the Network is signed out sooner."""
    return OF_THE_SECRETARIAT if is_secretariat(user) or user.is_staff else OF_OTHERS


def is_over(user: User, *, seen: datetime, now: datetime) -> bool:
    return now - seen > idle_limit(user)


def begins_anew(request: HttpRequest, now: datetime) -> None:
    """This session goes on, whatever has ended what was open before."""
    request.session[BEGUN] = now.timestamp()


def has_ended(user: User, begun: float) -> bool:
    """Did something end what was open when this session began? `services/endings.py` says what."""
    return user.sessions_since is not None and begun < user.sessions_since.timestamp()
