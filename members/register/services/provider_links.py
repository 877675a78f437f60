"""Which account at the state's provider opens whose sign-in.

One opens one, by issuer and subject. The person connects it, signed in or by the mailed link of an
invitation, and disconnects it while there is another way in.
"""

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.register import second_steps
from members.register.models import User
from members.register.services import accounts


def connected(user: User) -> SocialAccount | None:
    row: SocialAccount | None = SocialAccount.objects.filter(user=user).first()
    return row


@transaction.atomic
def connect(user: User, *, issuer: str, subject: str, now: datetime) -> SocialAccount:
    """From now on whoever the provider calls by this subject signs in as this person."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if not row.is_active:
        raise Refused(_("This sign-in is locked."))
    if own := connected(row):
        if (own.provider, own.uid) == (issuer, subject):
            raise Refused(_("This account is connected already."))
        raise Refused(_("Another account is connected. Disconnect it first."))
    try:
        with transaction.atomic():
            account: SocialAccount = SocialAccount.objects.create(
                user=row, provider=issuer, uid=subject
            )
    except IntegrityError:
        raise Refused(_("This account opens another sign-in here.")) from None
    accounts.note_own_change(row, "provider_on", now=now)
    return account


@transaction.atomic
def connect_by_link(user: User, *, issuer: str, subject: str, now: datetime) -> SocialAccount:
    """Instead of a first password, by whoever opened the invitation: that proves the address."""
    if why := why_not_by_link(user):
        raise Refused(why)
    account = connect(user, issuer=issuer, subject=subject, now=now)
    accounts.prove_address(user)
    return account


def why_not_by_link(user: User) -> str:
    """A link by which one could as well replace a way in that there is replaces it openly."""
    if not user.is_invited or connected(user):
        return _("There is a way to sign in already. Use it, then connect the account.")
    return ""


@transaction.atomic
def disconnect(user: User, *, now: datetime) -> None:
    """Refused if nothing else would open the sign-in."""
    row = User.objects.select_for_update().get(pk=user.pk)
    if why := why_not_disconnect(row):
        raise Refused(why)
    if not SocialAccount.objects.filter(user=row).delete()[0]:
        raise Refused(_("No account is connected."))
    accounts.note_own_change(row, "provider_off", now=now)


def why_not_disconnect(user: User) -> str:
    if not user.has_usable_password() and not second_steps.has_passkey(user):
        return _("Nothing else would open your sign-in. Choose a password or add a passkey first.")
    return ""
