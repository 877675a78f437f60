"""The links by which two addresses confirm a change of one's own: signed, and dead once settled."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.core import signing
from django.urls import reverse

from members.register.models import AddressChange

SALT = "members.address"
LASTS = timedelta(days=3)


class Side(StrEnum):
    NEW = "new"
    FORMER = "former"


def token_for(change: AddressChange, side: Side) -> str:
    return signing.dumps([change.pk, side], salt=SALT)


def path_for(token: str) -> str:
    return reverse("members:confirm_address", args=[token])


def found_by(token: str, now: datetime) -> tuple[AddressChange, Side] | None:
    """Which change the link confirms, and from which side; None once it is settled or too old."""
    try:
        pk, side = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    change = AddressChange.objects.select_related("user").filter(pk=pk).first()
    return (change, Side(side)) if change and not is_over(change, now) else None


def is_over(change: AddressChange, now: datetime) -> bool:
    return change.asked_at + LASTS <= now


def is_confirmed(change: AddressChange, side: Side) -> bool:
    return getattr(change, f"{side}_confirmed_at") is not None
