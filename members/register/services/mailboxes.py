"""A centre's role mailbox, where letters go that warn of a stolen sign-in.

What the secretariat changes of it the centre confirms; where nobody of it is left, a second person
does. What the centre changes itself comes with its profile. The old mailbox is told as well.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.enums import Side
from members.register.models import Centre, User
from members.register.services import profiles
from members.register.services.notifications import tell_of_mailbox
from members.register.services.representing import right_of


@transaction.atomic
def change(
    centre: Centre,
    *,
    mailbox: str,
    reason: str,
    by: User,
    released_by: User | None = None,
    now: datetime,
) -> Centre:
    """The centre is written to at another address from now on; empty: at none of its own."""
    row = Centre.objects.select_for_update().get(pk=centre.pk)
    basis = right_of(row, by, released_by, now)
    was = row.mailbox
    if mailbox == was:
        raise Refused(_("This is the mailbox on record."))
    profiles.publish(row, {"mailbox": mailbox})
    profiles.note_version(row, ["mailbox"], Side.SECRETARIAT, now=now)
    tell_of_mailbox(row, was, basis=basis, by=by, confirmed_by=released_by, now=now)
    return row
