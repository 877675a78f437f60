"""Changes to the register that the secretariat makes by hand."""

from django.db import transaction
from django.utils.translation import gettext as _


@transaction.atomic
def save_membership(membership, *, changed, by, now):
    """Store a membership and note which facts were changed, by their names only."""
    is_new = membership.pk is None
    membership.save()
    if is_new or changed:
        names = ", ".join(str(membership._meta.get_field(name).verbose_name) for name in changed)
        note = _("Entered") if is_new else _("Changed: %(names)s") % {"names": names}
        membership.events.create(at=now, status=membership.status, by=by, note=note)
    return membership
