"""Who hears of a step, each once."""

from common.dates import network_day
from members.models import Membership, Representative
from members.permissions import secretariat_people
from outbox.services import draft, queue_all


def readers(now):
    """Everybody who represents an active member centre."""
    return [reader.user for reader in readers_to_notify(network_day(now))]


def readers_to_notify(day):
    """Everybody who represents an active member centre on that day."""
    centres = Membership.objects.entitled_to_vote().values("centre")
    acting = Representative.objects.on(day).filter(centre__in=centres, user__is_active=True)
    return acting.select_related("user", "centre").order_by("centre__country", "user__email")


def staff():
    return list(secretariat_people().filter(is_active=True))


def notify(kind, people, about, *, key, now, **details):
    queue_all(letters(kind, people, about, key=key, now=now, **details), now=now)


def letters(kind, people, about, *, key, now, **details):
    """One for each of the people; `key` names the step within its kind."""
    return [
        draft(
            kind,
            key=f"{kind}/{key}/{person.pk}",
            to=person.email,
            user=person,
            about=about,
            details=details,
            now=now,
        )
        for person in people
    ]
