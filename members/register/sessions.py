"""How long a session goes on, what has ended it, and when who sits there proves it anew."""

import time
from datetime import UTC, datetime, timedelta

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from members.permissions import is_secretariat
from members.register.models import User

# What a session says of itself: the sign-in, and since when nothing has ended it.
SIGNED_IN, BEGUN = "signed_in", "begun"
OF_THE_SECRETARIAT, OF_OTHERS = timedelta(minutes=30), timedelta(hours=12)
LONGEST_OF_THE_SECRETARIAT, LONGEST_OF_OTHERS = timedelta(hours=12), timedelta(days=14)
PROOF_LASTS = timedelta(hours=4)  # of who sits there, for what counts as much as a ballot
TO_FINISH = timedelta(hours=1)  # besides, for whoever has begun in time


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


def must_prove_again(request: HttpRequest, now: datetime, *, has_begun: bool = False) -> bool:
    """Whether the last sign-in, or the last time that this person confirmed it, was long ago.

    A session that does not say when it began is from long ago.
    """
    proved = [request.session.get(SIGNED_IN, 0.0)]
    records = get_authentication_records(request, request.user)
    proved += [record["at"] for record in records if record.get("reauthenticated")]
    lasts = PROOF_LASTS + (TO_FINISH if has_begun else timedelta())
    return now - datetime.fromtimestamp(max(proved), UTC) > lasts


def just_proved(request: HttpRequest, method: str) -> bool:
    """Whether this person was asked again in this way within the time that allauth lets count."""
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(
        one["method"] == method and one.get("reauthenticated") and one["at"] >= since
        for one in get_authentication_records(request, request.user)
    )


def begins_anew(request: HttpRequest, now: datetime) -> None:
    """This session goes on, whatever has ended what was open before."""
    request.session[BEGUN] = now.timestamp()


def has_ended(user: User, begun: float) -> bool:
    """Did something end what was open when this session began? `services/endings.py` says what."""
    return user.sessions_since is not None and begun < user.sessions_since.timestamp()
