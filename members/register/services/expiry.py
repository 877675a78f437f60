"""Warnings before a mandate ends, and once more when it has ended."""

from datetime import date, datetime, timedelta
from typing import cast

from common.dates import network_day
from members.register.models import Mandate, ProcessRules
from members.register.services.notifications import first_voices, notify, notify_mailbox


def horizon(now: datetime) -> date:
    """The last day of validity that is near enough for a warning."""
    return network_day(now) + timedelta(days=ProcessRules.objects.in_force().expiry_warning_days)


def ends_or_ended(valid_until: date, today: date) -> str:
    """How the kind of the warning's letter ends."""
    return "expired" if valid_until < today else "expiring"


def warn_of_mandates(now: datetime) -> None:
    """Queue every warning that is due by now; a second run finds each letter there already.

    To the delegate, or the alternates where there is none, and to the secretariat.
    """
    ending = Mandate.objects.of_the_network().ending(horizon(now))
    for mandate in ending.select_related("centre"):
        valid_until = cast(date, mandate.valid_until)  # `ending` finds no others
        kind = f"members.mandate_{ends_or_ended(valid_until, network_day(now))}"
        key = f"mandate:{mandate.pk}:{valid_until}"
        notify(first_voices(mandate.centre, now), kind, key=key, about=mandate, now=now)
        notify_mailbox(kind, key=key, about=mandate, now=now)
