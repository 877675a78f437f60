"""Closing and counting."""

from django.db import transaction
from django.utils.translation import gettext as _

from voting import notices
from voting.enums import Choice, MotionStatus, RollStatus, Step
from voting.models import Motion, RollEntry
from voting.records import recording
from voting.services import extending
from voting.services.moves import locked, move
from voting.tally import Counts, tally


@transaction.atomic
def close(motion, *, now):
    """Count an open motion that is due. The result is provisional until certified.

    None if there is nothing to count now: closed already, extended, or called off.
    """
    row = locked(motion)
    is_due = row.closes_at <= now
    if not row.is_open or row.is_moot or not (is_due or may_close_early(row)):
        return None
    result = tally(row.rule_set.rules, counts_of(row))
    if is_due and not result.quorate and extending.for_want_of_a_quorum(row, now=now):
        return None
    move(
        row,
        MotionStatus.CLOSED,
        by=None,
        now=now,
        what=Step.CLOSED,
        words="" if is_due else _("Before the deadline: every centre had voted."),
        facts={"early": not is_due, "result": result.as_dict()},
        closed_at=now,
        result=result.as_dict(),
        carried=result.carried,
    )
    recording.disclose(row, now=now)
    notices.notify_closed(row, now=now)
    return row


def to_close(now):
    """Open motions past their deadline, and those on which nobody's ballot is missing."""
    missing = RollEntry.objects.without_a_ballot().values("motion")
    nobody_missing = [
        row for row in Motion.objects.open().exclude(pk__in=missing) if may_close_early(row)
    ]
    return list(dict.fromkeys([*Motion.objects.due_to_close(now), *nobody_missing]))


def may_close_early(motion):
    """The rules say so, and every centre that can vote has."""
    if not motion.rule_set.rules.early_close:
        return False
    return motion.roll.eligible().exists() and not motion.roll.without_a_ballot().exists()


def counts_of(motion):
    """The counts of a motion by weight. Only for closing and for what comes after it."""
    tallied = dict.fromkeys(Choice.values, 0)
    entitled = recused = 0
    for entry in motion.roll.prefetch_related("ballots"):
        entitled += entry.weight * (entry.status != RollStatus.SUSPENDED)
        recused += entry.weight * (entry.status == RollStatus.RECUSED)
        for ballot in entry.ballots.all():
            if ballot.superseded_at is None and entry.status == RollStatus.ELIGIBLE:
                tallied[ballot.choice] += entry.weight
    return Counts(**tallied, entitled=entitled, recused=recused)
