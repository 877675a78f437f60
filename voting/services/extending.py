"""A later deadline, as often and for as long as the rules allow."""

from datetime import UTC
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from voting import notices
from voting.clock import database_time
from voting.deadlines import same_time_later
from voting.enums import Step
from voting.records import record
from voting.services.moves import locked, note


def extensions_left(motion):
    """How often the rules still allow to extend this vote."""
    return motion.rule_set.rules.extension.times - motion.extensions


def later_deadline(motion):
    """The deadline after one extension: the same time of day by the Network's clocks."""
    days = motion.rule_set.rules.extension.days
    return same_time_later(motion.closes_at, days, ZoneInfo(settings.TIME_ZONE))


@transaction.atomic
def extend(motion, *, reason, by, clock=database_time):
    """The secretariat extends an open vote, with a reason that everybody on the roll reads."""
    row, now = locked(motion), clock()
    if not row.takes_ballots(now):
        raise Refused(_("Only an open vote can be extended, before its deadline."))
    if extensions_left(row) <= 0:
        raise Refused(_("The rules of this vote allow no further extension."))
    if not reason.strip():
        raise Refused(_("Give the reason: everybody on the roll reads it."))
    return _move_deadline(row, reason, by=by, now=now)


def for_want_of_a_quorum(motion, *, now):
    """Extend a vote whose deadline found no quorum; None if the rules do not allow it.

    Counted from the old deadline: a missing worker makes no vote longer. An extension that
    would be over by now is none. Called under the motion's lock.
    """
    if extensions_left(motion) <= 0 or later_deadline(motion) <= now:
        return None
    return _move_deadline(motion, _("The quorum was missing at the deadline."), by=None, now=now)


def _move_deadline(motion, reason, *, by, now):
    motion.closes_at = later_deadline(motion)
    motion.deadline_version += 1
    motion.save(update_fields=["closes_at", "deadline_version"])
    note(
        motion,
        Step.EXTENDED,
        by=by,
        now=now,
        words=reason,
        sealed=reason,
        closes_at=record.instant(motion.closes_at.astimezone(UTC)),
    )
    notices.notify_extended(motion, reason, now=now)
    return motion
