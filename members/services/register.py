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
        note_event(membership, note, by=by, now=now)
    return membership


def note_event(membership, note, *, by, now, effective=""):
    """Add to the history what the membership is from the partial date `effective` on.

    Without one it is what was noted that day about a membership whose facts stay as they are.
    """
    return membership.events.create(
        at=now,
        effective=effective,
        membership_class=membership.membership_class,
        maturity=membership.maturity,
        status=membership.status,
        by=by,
        note=note,
    )
