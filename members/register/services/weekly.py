"""A letter to each person on Mondays: what waits for them, and only if something does."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from common import waiting
from common.dates import network_day, network_morning
from members.register.models import Representative, User
from outbox import services as outbox

KIND = "members.what_waits"


def monday_of(now: datetime) -> date:
    day = network_day(now)
    return day - timedelta(days=day.weekday())


def write_those_due(now: datetime) -> None:
    """From nine o'clock on Monday, each person once in that week; a day without a tick is made up.

    Whoever is new since is written to from the next Monday on. Those of a demonstration get nothing
    from a site that is none.
    """
    monday = monday_of(now)
    if now < network_morning(monday):
        return
    acting = Representative.objects.acting(network_day(now)).values("user")
    people = User.objects.filter(Q(is_staff=True) | Q(pk__in=acting), is_active=True)
    people = people.filter(wants_weekly_letter=True, date_joined__lt=network_morning(monday))
    if not settings.DEMO:
        people = people.filter(is_demo=False)
    for person in people.exclude(weekly_letter_for=monday):
        write(person, monday, now)


@transaction.atomic
def write(person: User, monday: date, now: datetime) -> None:
    """Look what waits for this person, unless somebody has looked for that Monday."""
    not_looked_at = User.objects.filter(pk=person.pk).exclude(weekly_letter_for=monday)
    if not not_looked_at.update(weekly_letter_for=monday):
        return
    if waiting.for_you(waiting.Viewer(person, now), limit=1).count:
        key = f"{KIND}:{monday}:{person.pk}"
        outbox.queue(KIND, key=key, to=person.email, user=person, about=person, now=now)
