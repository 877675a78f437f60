"""Conflicts of interest: one's own is declared by oneself, and lifted by a colleague only.

A standing conflict blocks every act on the case (`review_lock.locked_for`).
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.models import Application, ConflictOfInterest
from members.applications.services.moves import locked, note
from members.applications.services.review_lock import locked_for
from members.register.models import User


@transaction.atomic
def declare(
    application: Application, *, reason: str, by: User, now: datetime
) -> ConflictOfInterest:
    """Step back from a case; it is no longer assigned to this person."""
    row = locked(application)
    if not reason.strip():
        raise Refused(_("Say why you are too close to this case."))
    if row.conflicts.standing().filter(user=by).exists():
        raise Refused(_("You have declared a conflict of interest on this case already."))
    conflict = row.conflicts.create(user=by, reason=reason.strip(), declared_at=now)
    what = _("A conflict of interest was declared")
    if row.assigned_to_id == by.pk:
        row.assigned_to = None
        row.save(update_fields=["assigned_to"])
        what = _("A conflict of interest was declared; the case is no longer assigned")
    note(row, by=by, now=now, what=what, for_applicant=False)
    return conflict


@transaction.atomic
def override(
    conflict: ConflictOfInterest, *, reason: str, by: User, now: datetime
) -> ConflictOfInterest:
    """Let a colleague act in spite of a conflict; the reason stands in the history."""
    row = locked_for(conflict.application, by=by)
    conflict_row = row.conflicts.standing().filter(pk=conflict.pk).first()
    if conflict_row is None:
        raise Refused(_("This conflict of interest was overridden already."))
    if conflict_row.user_id == by.pk:
        raise Refused(_("Nobody overrides their own conflict of interest."))
    if not reason.strip():
        raise Refused(_("Say why the colleague may act all the same."))
    conflict_row.overridden_by, conflict_row.overridden_at = by, now
    conflict_row.override_reason = reason.strip()
    conflict_row.save(update_fields=["overridden_by", "overridden_at", "override_reason"])
    what = _("A conflict of interest was overridden")
    note(row, by=by, now=now, what=what, why=conflict_row.override_reason, for_applicant=False)
    return conflict_row
