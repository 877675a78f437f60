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


def end_address(user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()
