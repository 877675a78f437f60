"""Who hears of a step in Knowledge Exchange. `members` writes to them (its `notify`)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Model, Q, QuerySet

from common.dates import network_day
from members.models import Representative, User
from members.permissions import secretariat_people
from outbox.models import Mail
from outbox.services import draft


def readers(now: datetime) -> QuerySet[Representative]:
    """Everybody who represents an active member centre today."""
    return readers_to_notify(network_day(now))


def readers_to_notify(day: date) -> QuerySet[Representative]:
    """Everybody who represents an active member centre on that day."""
    acting = Representative.objects.acting(day).of_active_members()
    return acting.select_related("user", "centre").order_by("centre__country", "user__email")


def staff() -> QuerySet[User]:
    return secretariat_people().filter(is_active=True)


def still_acting(people: QuerySet[User], now: datetime) -> QuerySet[User]:
    """Of those who spoke, or were invited: who acts for a centre today, or is of the secretariat.

    Whoever has ceased to act hears no more of it.
    """
    acting = Representative.objects.acting(network_day(now)).values("user")
    return people.filter(Q(is_staff=True) | Q(pk__in=acting), is_active=True)


def reminders(
    people: Iterable[User], kind: str, *, key: str, about: Model, now: datetime, until: datetime
) -> list[Mail]:
    """For `queue_new`, which each tick asks the same again: once per deadline and person.

    The keys stay as they are for ever: changed ones would remind everybody anew.
    """
    deadline = until.isoformat()
    return [
        draft(
            kind,
            key=f"{kind}/{key}/{deadline}/{person.pk}",
            to=person.email,
            user=person,
            about=about,
            details={"until": deadline},
            now=now,
        )
        for person in people
    ]
