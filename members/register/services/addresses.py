"""The address with which somebody signs in: changed by the person, or for them by two people.

The person asks, and both addresses confirm by an emailed link; nothing changes before. Of an
address that opens a sign-in already nobody learns that it does: its owner gets a letter. Who has
lost the former mailbox asks the secretariat, where two people change it.
"""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from common.email_addresses import as_kept
from common.refusals import Refused
from members.enums import SignInChange
from members.register.address_links import LASTS, Side, is_confirmed, is_over
from members.register.models import AddressChange, SignInEvent, User
from members.register.services import accounts, endings
from outbox import services as outbox
from proposals.services import must_be_another

PAUSE = timedelta(minutes=2)  # between two wishes


def pending(user: User, now: datetime) -> AddressChange | None:
    change = AddressChange.objects.filter(user=user).first()
    return change if change and not is_over(change, now) else None


@transaction.atomic
def ask(*, email: str, by: User, now: datetime) -> AddressChange:
    """One letter to each of the two addresses; an earlier wish ends."""
    user, email = User.objects.select_for_update().get(pk=by.pk), as_kept(email)
    if email == user.email:
        raise Refused(_("You sign in with this address already."))
    AddressChange.objects.filter(user=user).delete()
    change = AddressChange.objects.create(user=user, email=email, asked_at=now)
    _ask_to_confirm(change, Side.FORMER, to=user.email, user=user, now=now)
    if owner := User.objects.filter(email=email).first():
        outbox.queue(
            "members.address_taken",
            key=_key(change, Side.NEW),
            to=email,
            user=owner,
            about=owner,
            now=now,
        )
    else:
        _ask_to_confirm(change, Side.NEW, to=email, user=None, now=now)
    return change


def _ask_to_confirm(
    change: AddressChange, side: Side, *, to: str, user: User | None, now: datetime
) -> None:
    outbox.queue(
        "members.address_confirm",
        key=_key(change, side),
        to=to,
        user=user,
        about=change,
        now=now,
        details={"side": side},
    )


def _key(change: AddressChange, side: Side) -> str:
    return f"address:{change.pk}:{side}"


@transaction.atomic
def confirm(change: AddressChange, side: Side, *, now: datetime) -> bool:
    """By the link to one of the two; True once both have, and the address is another."""
    user = User.objects.select_for_update().get(pk=change.user_id)
    row = AddressChange.objects.filter(pk=change.pk).first()
    if row is None or is_over(row, now):
        raise Refused(_("This change is settled, or too old. Ask for it again."))
    if not user.is_active:
        raise Refused(_("This sign-in is locked."))
    other = Side.FORMER if side == Side.NEW else Side.NEW
    if not is_confirmed(row, other):
        setattr(row, f"{side}_confirmed_at", now)
        row.save(update_fields=[f"{side}_confirmed_at"])
        return False
    _move(user, row.email, now=now)
    SignInEvent.objects.create(user=user, what=SignInChange.ADDRESS, at=now, by=user)
    accounts.prove_address(user)
    return True


def take_back(*, by: User, now: datetime) -> None:
    """Links that are on their way open nothing any more."""
    if not AddressChange.objects.filter(user=by).delete()[0]:
        raise Refused(_("This change is settled by now."))


def unconfirmed(now: datetime) -> QuerySet[AddressChange]:
    """Those whose links have ended."""
    return AddressChange.objects.filter(asked_at__lte=now - LASTS)


@transaction.atomic
def change_for(
    user: User, *, email: str, reason: str, by: User, released_by: User, now: datetime
) -> User:
    """For somebody who has lost the former mailbox; the new one is proved by the next link.

    The centre is told: whoever gets the address could act as the person.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    must_be_another(by, released_by)
    if why := accounts.why_not_help(row, by) or accounts.why_not_help(row, released_by):
        raise Refused(why)
    email = as_kept(email)
    if email == row.email:
        raise Refused(_("The person signs in with this address already."))
    _move(row, email, now=now, decided_by=[by, released_by])
    event = SignInEvent.objects.create(
        user=row,
        what=SignInChange.ADDRESS,
        at=now,
        by=by,
        released_by=released_by,
        reason=reason.strip(),
    )
    accounts.tell_others(event, now=now)
    return row


def _move(user: User, email: str, *, now: datetime, decided_by: list[User] | None = None) -> None:
    """The address is another; what opened something ends; both addresses are told."""
    former, user.email = user.email, email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        raise Refused(_("This address cannot be used any more. Choose another one.")) from None
    AddressChange.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()  # allauth's: what was proved was the former one
    endings.end(user, endings.Event.ADDRESS, now=now)
    details = {"what": "address", "at": now.isoformat()}
    if decided_by:
        details["decided_by"] = _("%(one)s and %(other)s") % {
            "one": decided_by[0],
            "other": decided_by[1],
        }
    for to, reader in ((former, None), (email, user)):
        outbox.queue(
            "members.sign_in_changed",
            key=f"user:{user.pk}:address:{now.timestamp()}:{'new' if reader else 'former'}",
            to=to,
            user=reader,
            about=user,
            now=now,
            details=details,
        )
