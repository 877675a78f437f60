"""A person's private calendar address: made, replaced, ended."""

from datetime import datetime

from django.db import transaction

from members.register.models import User
from voting.models import CalendarFeed


@transaction.atomic
def new_address(user: User, *, now: datetime) -> CalendarFeed:
    """The person's calendar gets an address; an earlier one ends."""
    end_address(user)
    return CalendarFeed.objects.create(user=user, made_at=now)


def end_made_before(user: User, made_before: datetime | None, now: datetime) -> None:
    """With what ended their right or may have been stolen: one made before, or any."""
    feeds = CalendarFeed.objects.filter(user=user)
    (feeds.filter(made_at__lt=made_before) if made_before else feeds).delete()


def end_address(user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()
