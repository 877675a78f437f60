"""The mandate of a centre: entered, replaced, never overwritten."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.register.models import Centre, Mandate, User
from members.register.services.memberships import note_on_membership


@transaction.atomic
def replace_mandate(
    centre: Centre,
    *,
    legal_basis: str,
    issuing_authority: str = "",
    since: str = "",
    valid_until: date | None = None,
    by: User | None,
    now: datetime,
) -> Mandate:
    """Enter the centre's mandate; an earlier one is kept, and the membership's history says so."""
    row = Centre.objects.select_for_update().get(pk=centre.pk)
    if not legal_basis.strip():
        raise Refused(_("Name the legal basis of the mandate."))
    earlier = row.mandates.current().update(replaced_at=now)
    mandate = row.mandates.create(
        legal_basis=legal_basis,
        issuing_authority=issuing_authority,
        since=since,
        valid_until=valid_until,
    )
    note = _("Mandate replaced") if earlier else _("Mandate entered")
    note_on_membership(row, note, by=by, now=now)
    return mandate
