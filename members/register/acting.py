"""Who acts for a centre of the Network: the one answer for every page, token, feed and letter."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from common.dates import network_day
from members.register.models import Representative, User


def acting_for(user: User | AnonymousUser, *, on: date) -> Representative | None:
    """The role in which this person acts for a centre of the Network on that day, or None.

    Read anew each time; what it takes to act stands with `Representative.objects.acting`.
    """
    if not user.is_authenticated:
        return None
    return Representative.objects.acting(on).filter(user=user).select_related("centre").first()


def acting_today(user: User | AnonymousUser) -> Representative | None:
    """`acting_for` on the Network's day of now; asked once per request and user object."""
    if not user.is_authenticated:
        return None
    if not hasattr(user, "_acting_today"):
        user._acting_today = acting_for(user, on=network_day(timezone.now()))
    return user._acting_today


def acting_later(user: User | AnonymousUser) -> Representative | None:
    """The role that begins on a later day, of somebody who acts for no centre today; or None."""
    if not user.is_authenticated or acting_today(user):
        return None
    day = network_day(timezone.now())
    coming = Representative.objects.not_ended_by(day).filter(user=user, valid_from__gt=day)
    return coming.select_related("centre").order_by("valid_from", "pk").first()
