"""A person's private calendar address: made, replaced, ended."""

from django.db import transaction

from voting.models import CalendarFeed


@transaction.atomic
def new_address(user, *, now):
    """The person's calendar gets an address; an earlier one ends."""
    CalendarFeed.objects.filter(user=user).delete()
    return CalendarFeed.objects.create(user=user, made_at=now)


def end_address(user):
    CalendarFeed.objects.filter(user=user).delete()
