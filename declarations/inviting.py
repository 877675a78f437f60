"""Inviting ministries, many at once: it takes two people, and each ministry gets its letter."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from declarations import invitation_table
from declarations.enums import DeclarationAct, SignatureStatus
from declarations.invitation_table import Invitees
from declarations.models import Declaration, Signature
from declarations.services import CHANGED, fingerprint, locked, note
from members.models import User
from outbox import services as outbox
from proposals.services import must_be_another

INVITED = "declarations.invited"


@transaction.atomic
def invite(
    declaration: Declaration,
    *,
    ministries: Invitees,
    by: User,
    released_by: User,
    now: datetime,
    seen: str = "",
) -> list[Signature]:
    """List the ministries as invited and write to each; who is listed by now is let be.

    `seen` is the `fingerprint` of the declaration that both people read.
    """
    must_be_another(by, released_by)
    row = locked(declaration)
    if not row.is_open:
        raise Refused(_("The declaration is not open for signature."))
    if seen and seen != fingerprint(row):
        raise Refused(str(CHANGED))
    checked = invitation_table.check(row, enumerate(ministries.rows, start=1))
    for one in checked:
        if one.is_wrong:
            raise Refused(f"{one.values['ministry']}: {' '.join(one.mistakes)}")
    invited = [
        _invite(row, one.values, by=by, released_by=released_by, now=now)
        for one in checked
        if one.is_to_be_invited
    ]
    if not invited:
        raise Refused(_("All of these ministries are listed already."))
    return invited


def _invite(
    declaration: Declaration,
    values: invitation_table.Values,
    *,
    by: User,
    released_by: User,
    now: datetime,
) -> Signature:
    signature = invitation_table.signature_of(values)
    signature.declaration = declaration
    signature.status, signature.invited_on = SignatureStatus.INVITED, network_day(now)
    signature.entered_at = now
    signature.save(force_insert=True)
    key = f"signature:{signature.pk}:invited"
    outbox.queue(INVITED, key=key, to=signature.mailbox, about=signature, now=now)
    what = _("Invited: %s.") % str(signature)[:250]
    people = {"by": by, "released_by": released_by}
    note(declaration, **people, act=DeclarationAct.INVITED, now=now, what=what)
    return signature
