"""The certification round: each unit confirms its line of the result, or contests it."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from voting import notices
from voting.clock import database_time
from voting.enums import MotionStatus, RollStatus, Stand, Step
from voting.permissions import entry_of
from voting.services.moves import locked, note


@transaction.atomic
def confirm(motion, *, by, clock=database_time):
    """The unit is recorded rightly. A second time changes nothing; a contest is taken back."""
    row, entry = _line_of(motion, by)
    current = entry.confirmations.current().first()
    if current and current.stand == Stand.CONFIRMED:
        return current
    now = clock()
    note(row, Step.CONFIRMED, by=by, now=now, unit=entry.unit)
    return _say(entry, current, Stand.CONFIRMED, by=by, now=now)


@transaction.atomic
def contest(motion, *, reason, by, clock=database_time):
    """The unit is not recorded rightly. Nobody certifies while this stands."""
    row, entry = _line_of(motion, by)
    if not reason.strip():
        raise Refused(_("Say what is not recorded rightly: everybody on the roll reads it."))
    now = clock()
    note(row, Step.CONTESTED, by=by, now=now, unit=entry.unit, words=reason, sealed=reason)
    current = entry.confirmations.current().first()
    said = _say(entry, current, Stand.CONTESTED, by=by, now=now, reason=reason)
    notices.notify_contested(row, said, now=now)
    return said


def _line_of(motion, person):
    row = locked(motion)
    entry = entry_of(person, row)
    if entry is None or entry.status == RollStatus.SUSPENDED:
        raise Refused(_("Only those who vote for a centre on this roll confirm its line."))
    if row.status != MotionStatus.CLOSED:
        raise Refused(
            _("There is nothing to confirm now: the motion is “%(status)s”.")
            % {"status": row.get_status_display()}
        )
    return row, entry


def _say(entry, current, stand, *, by, now, reason=""):
    if current:
        current.superseded_at = now
        current.save(update_fields=["superseded_at"])
    return entry.confirmations.create(stand=stand, reason=reason, by=by, at=now)
