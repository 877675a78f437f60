"""Closing and counting."""

from django.db import transaction

from voting import notices
from voting.enums import Choice, MotionStatus, RollStatus, Step
from voting.services.moves import locked, move
from voting.tally import Counts, tally


@transaction.atomic
def close(motion, *, now):
    """Count an open motion whose deadline has passed. The result is provisional until certified."""
    row = locked(motion)
    if not row.is_open or row.closes_at > now:
        return None  # somebody closed it already, or it was extended
    result = tally(row.rule_set.rules, counts_of(row))
    move(
        row,
        MotionStatus.CLOSED,
        by=None,
        now=now,
        what=Step.CLOSED,
        closed_at=now,
        result=result.as_dict(),
        carried=result.carried,
    )
    notices.tell_closed(row, now=now)
    return row


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
