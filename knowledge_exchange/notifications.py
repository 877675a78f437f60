"""Who hears of a step, each once."""

from common.dates import network_day
from members.models import Representative
from members.permissions import secretariat_people
from outbox.services import draft, queue_all


def readers(now):
    """Everybody who represents an active member centre."""
    return [reader.user for reader in readers_to_notify(network_day(now))]


def readers_to_notify(day):
    """Everybody who represents an active member centre on that day."""
    acting = Representative.objects.acting(day).of_active_members()
    return acting.select_related("user", "centre").order_by("centre__country", "user__email")


def staff():
    return list(secretariat_people().filter(is_active=True))


def notify(kind, people, about, *, key, now, **details):
    queue_all(letters(kind, people, about, key=key, now=now, **details), now=now)


def letters(kind, people, about, *, key, now, **details):
    """One for each of the people who act for a centre today or are of the secretariat.

    `key` names the step within its kind. Whoever spoke, or was invited, and has ceased to act since
    hears no more of it.
    """
    acting = set(Representative.objects.acting(network_day(now)).values_list("user", flat=True))
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
        if person.is_staff or person.pk in acting
    ]
