"""What ends a vote before its time, and what sets its result aside: two people, with reasons.

An open motion is withdrawn, its ballots stay closed for good. A result is annulled; where it was
certified before, what it brought about ends that day, and nothing is deleted.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from members.applications.services import admission
from members.register.models import User
from members.register.services import co_chairs
from proposals.services import must_be_another
from voting.emails import notifications
from voting.enums import MotionKind, MotionStatus, Step
from voting.models import Motion
from voting.records import moves


@transaction.atomic
def withdraw(motion: Motion, *, reasons: str, by: User, released_by: User, now: datetime) -> Motion:
    """Call an open vote off, with reasons; its ballots stay under embargo for good."""
    must_be_another(by, released_by)
    people = {"by": released_by, "proposed_by": by}
    return _call_off(moves.locked(motion), MotionStatus.WITHDRAWN, reasons, **people, now=now)


@transaction.atomic
def annul(motion: Motion, *, reasons: str, by: User, released_by: User, now: datetime) -> Motion:
    """Set a result aside, with reasons; what was proposed may be put to the vote again."""
    must_be_another(by, released_by)
    row = moves.locked(motion)
    was_certified = row.is_certified
    people = {"by": released_by, "proposed_by": by}
    _call_off(row, MotionStatus.ANNULLED, reasons, **people, now=now)
    if was_certified:
        _undo(row, reasons, by=by, released_by=released_by, now=now)
    return row


@transaction.atomic
def drop_moot(motion: Motion, *, now: datetime) -> Motion | None:
    """End a motion whose applicant has withdrawn; None if that is done, or not the case."""
    row = moves.locked(motion)
    if not row.is_moot or row.status not in (MotionStatus.OPEN, MotionStatus.CLOSED):
        return None
    target = MotionStatus.WITHDRAWN if row.is_open else MotionStatus.ANNULLED
    reasons = _("The applicant has withdrawn the application.")
    return _call_off(row, target, reasons, by=None, now=now)


def _call_off(
    motion: Motion,
    target: MotionStatus,
    reasons: str,
    *,
    by: User | None,
    proposed_by: User | None = None,
    now: datetime,
) -> Motion:
    if not reasons.strip():
        raise Refused(_("Give the reasons: everybody on the roll reads them."))
    step = Step.WITHDRAWN if target == MotionStatus.WITHDRAWN else Step.ANNULLED
    is_undecided = not motion.is_certified
    moves.move(
        motion,
        target,
        by=by,
        proposed_by=proposed_by,
        now=now,
        step=step,
        sealed=reasons,
        reasons=reasons,
    )
    if motion.application and is_undecided and not motion.is_moot:
        admission.take_back_from_vote(motion.application, by=by, now=now)
    notifications.notify_called_off(motion, now=now)
    return motion


def _undo(motion: Motion, reasons: str, *, by: User, released_by: User, now: datetime) -> None:
    """End what certifying brought about; `certifying.take_effect` is the other half.

    Rules are in force only while the motion that adopted them stands, and a position is shown as
    annulled: there is nothing to write for these.
    """
    people = {"by": by, "released_by": released_by}
    match (MotionKind(motion.kind), motion.carried):
        case (MotionKind.ADMISSION, _) if motion.application:
            admission.undo_decision(motion.application, reasons=reasons, **people, now=now)
        case (MotionKind.CO_CHAIR, True):
            co_chairs.undo_hand_over(
                motion.hands_over.all(),
                to=motion.candidates,
                term=motion.term,
                began=motion.term_begins,
                on=network_day(now),
                reasons=_("The vote was annulled: %s") % reasons,
                **people,
            )
