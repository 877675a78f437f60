"""The end of voting: a later deadline as far as the rules allow it, the close, and the count."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import database_time
from common.refusals import Refused
from members.register.models import User
from proposals.services import must_be_another
from voting.emails import notifications
from voting.enums import Choice, MotionStatus, RollStatus, Step
from voting.models import Motion, RollEntry
from voting.records import moves, record_format
from voting.tally import Counts, tally


@transaction.atomic
def close(motion: Motion, *, now: datetime) -> Motion | None:
    """Count an open motion that is due. The result is provisional until certified.

    None if there is nothing to count now: closed already, called off, or extended because its
    deadline found no quorum. An extension is counted from the old deadline, so that a missing
    worker makes no vote longer; one that would be over by now is none.
    """
    row = moves.locked(motion)
    is_due = row.closes_at <= now
    if not row.is_open or row.is_moot or not (is_due or may_close_early(row)):
        return None
    counts = counts_of(row)
    rules = row.rule_set.rules
    result, days = tally(rules, counts), rules.certification.confirmation_days
    if is_due and not result.quorate and row.extensions_left > 0 and row.later_deadline > now:
        _move_deadline(row, _("The quorum was missing at the deadline."), by=None, now=now)
        return None
    moves.move(
        row,
        MotionStatus.CLOSED,
        by=None,
        now=now,
        step=Step.CLOSED,
        words="" if is_due else _("Before the deadline: every centre had voted."),
        facts={"early": not is_due, "result": result.as_dict()},
        closed_at=now,
        confirmation_ends_at=now + timedelta(days=days) if days else None,
        certify_by=now + timedelta(days=rules.certification.within_days),
        result=result.as_dict(),
        carried=result.carried,
    )
    moves.disclose(row, now=now)
    notifications.notify_closed(row, now=now)
    return row


def may_close_early(motion: Motion) -> bool:
    """The rules say so, and every centre that can vote has."""
    if not motion.rule_set.rules.early_close:
        return False
    return motion.roll.eligible().exists() and not motion.roll.without_a_ballot().exists()


def counts_of(motion: Motion) -> Counts:
    """The counts of a motion by weight. Only for closing and for what comes after it."""
    counted = dict.fromkeys(Choice.values, 0)
    entitled = recused = 0
    for entry in motion.roll.prefetch_related("ballots"):
        entitled += entry.weight * (entry.status != RollStatus.SUSPENDED)
        recused += entry.weight * (entry.status == RollStatus.RECUSED)
        for ballot in entry.ballots.all():
            if ballot.superseded_at is None and entry.status == RollStatus.ELIGIBLE:
                counted[ballot.choice] += entry.weight
    return Counts(**counted, entitled=entitled, recused=recused)


def to_close(now: datetime) -> list[Motion]:
    """Open motions past their deadline, and those on which nobody's ballot is missing."""
    missing = RollEntry.objects.without_a_ballot().values("motion")
    nobody_missing = [
        row for row in Motion.objects.open().exclude(pk__in=missing) if may_close_early(row)
    ]
    return list(dict.fromkeys([*Motion.objects.due_to_close(now), *nobody_missing]))


@transaction.atomic
def extend(
    motion: Motion,
    *,
    reason: str,
    by: User,
    released_by: User,
    clock: Callable[[], datetime] = database_time,
) -> Motion:
    """Extend an open vote, with a reason that everybody on the roll reads; it takes two people."""
    must_be_another(by, released_by)
    row, now = moves.locked(motion), clock()
    if not row.takes_ballots(now):
        raise Refused(_("Only an open vote can be extended, before its deadline."))
    if row.extensions_left <= 0:
        raise Refused(_("The rules of this vote allow no further extension."))
    if not reason.strip():
        raise Refused(_("Give the reason: everybody on the roll reads it."))
    _move_deadline(row, reason, by=released_by, proposed_by=by, now=now)
    return row


def _move_deadline(
    motion: Motion,
    reason: str,
    *,
    by: User | None,
    proposed_by: User | None = None,
    now: datetime,
) -> None:
    motion.closes_at = motion.later_deadline
    motion.deadline_version += 1
    motion.save(update_fields=["closes_at", "deadline_version"])
    moves.note(
        motion,
        Step.EXTENDED,
        by=by,
        proposed_by=proposed_by,
        now=now,
        words=reason,
        sealed=reason,
        facts={"closes_at": record_format.instant(motion.closes_at.astimezone(UTC))},
    )
    notifications.notify_extended(motion, reason, now=now)
