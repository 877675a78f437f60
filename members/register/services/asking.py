"""Who is asked to be the second person: colleagues by their desk, co-chairs by a letter."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Model

from common.dates import network_day
from members.permissions import secretariat_people
from members.register.models import CoChairTerm, Representative, User
from members.register.services.notifications import draft_letters
from outbox import services as outbox

WhyNot = Callable[[User], str]


def ask_co_chairs(about: Model, kind: str, *, why_not: WhyNot, now: datetime) -> None:
    """Once each, where nobody of the secretariat may release it: they find it on their desk."""
    if any(not why_not(colleague) for colleague in secretariat_people()):
        return
    day = network_day(now)
    leading = CoChairTerm.objects.on(day).values("centre")
    chairs = Representative.objects.acting(day).may_vote().filter(centre__in=leading)
    people = [person for person in chairs.select_related("user") if not why_not(person.user)]
    key = f"{about._meta.model_name}:{about.pk}"
    outbox.queue_new(draft_letters(people, kind, key=key, about=about, now=now), now=now)
