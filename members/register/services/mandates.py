"""The mandate of a centre: entered, replaced, never overwritten."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.register.models import Centre, Membership
from members.register.services.register import note_event


@transaction.atomic
def replace_mandate(
    centre, *, legal_basis, issuing_authority="", since="", valid_until=None, by, now
):
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
    note_on_membership(
        row, _("Mandate replaced") if earlier else _("Mandate entered"), by=by, now=now
    )
    return mandate


def take_over(application, centre):
    """The mandate that an admitted applicant named, where it named one."""
    if application.mandate_basis:
        centre.mandates.create(
            legal_basis=application.mandate_basis,
            issuing_authority=application.mandate_authority,
            valid_until=application.mandate_valid_until,
        )


def note_on_membership(centre, text, *, by, now):
    membership = Membership.objects.in_the_network().filter(centre=centre).first()
    if membership:
        note_event(membership, text, by=by, now=now)
