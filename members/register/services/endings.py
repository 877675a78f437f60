"""What ends with what: the one table of events and of what they end.

Whatever opened something to the person before the event opens nothing after it, lest a thief keep a
key. In the browser in which somebody changes their own password or address they stay signed in.
A session says when it began; `User.sessions_since` says which are over (`register/sessions.py`).
"""

from datetime import date, datetime, timedelta
from enum import Enum
from typing import cast

from common import endings
from common.dates import end_of_network_day, network_day
from common.endings import Opening
from members.register.models import Representative, User


class Event(Enum):
    PASSWORD = "a new password"  # noqa: S105 - no password
    ADDRESS = "a new address"
    LOCKED = "a locked sign-in"
    ENDED = "a sign-in ended for good"
    ROLE = "an ended role"
    RIGHTS = "leaving the secretariat"


class Session(Enum):
    OTHER = "sessions in other browsers"
    OWN = "the session in which it is done"


THINGS: set[Session | Opening] = {Session.OTHER, Opening.TOKENS, Opening.CALENDAR}
ENDS: dict[Event, set[Session | Opening]] = {
    Event.PASSWORD: THINGS,
    Event.ADDRESS: THINGS,
    Event.LOCKED: THINGS | {Session.OWN},
    Event.ENDED: THINGS | {Session.OWN},
    Event.ROLE: THINGS | {Session.OWN},
    Event.RIGHTS: THINGS | {Session.OWN},
}
# A role that ended while no task ran is still looked at: longer than any outage.
LOOKED_BACK = timedelta(days=30)


def end(user: User, event: Event, *, now: datetime, made_before: datetime | None = None) -> None:
    """In the transaction of the event; whoever stays signed in says so (`sessions.begins_anew`).

    With `made_before` only what was made or begun before it ends.
    """
    begun_before = made_before or now
    if user.sessions_since is None or user.sessions_since < begun_before:
        user.sessions_since = begun_before
        user.save(update_fields=["sessions_since"])
    for opening in Opening:
        if opening in ENDS[event]:
            endings.end(opening, user, made_before=made_before, now=now)


def end_with_roles(now: datetime) -> None:
    """What was made before a role ended, once its last day is over; a missed day heals itself."""
    today = network_day(now)
    over = Representative.objects.filter(
        valid_until__lte=today, valid_until__gt=today - LOOKED_BACK
    ).select_related("user")
    for role in over.order_by("valid_until", "pk"):
        ended_at = end_of_network_day(cast(date, role.valid_until) - timedelta(days=1))
        since = role.user.sessions_since
        if since is None or since < ended_at:
            end(role.user, Event.ROLE, made_before=ended_at, now=now)
