"""Changes of an open vote's roll: one of the secretariat proposes, another confirms."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import database_time
from common.refusals import Refused
from members.register.models import User
from voting.emails import notifications
from voting.enums import AmendmentKind, AmendmentStatus, RollStatus, Step
from voting.models import Amendment, Motion, RollEntry, RollVoter
from voting.motions import roll
from voting.records import moves
from voting.services.casting import take_out


@transaction.atomic
def propose_replacement(
    motion: Motion,
    *,
    leaving: User,
    joining: User,
    reason: str,
    by: User,
    clock: Callable[[], datetime] = database_time,
) -> Amendment:
    """Propose that `joining` votes for an entry in the place of `leaving`. Nothing changes yet."""
    row, now = moves.locked(motion), clock()
    entry = _voter(row, leaving).entry
    _must_be_open_to_change(row, entry, now)
    change = Amendment(
        kind=AmendmentKind.REPLACEMENT,
        leaving=leaving,
        joining=joining,
        role=_role_of_the_next(entry, joining, now),
    )
    return _propose(change, row, entry, reason, by=by, now=now)


@transaction.atomic
def propose_recusal(
    motion: Motion,
    entry: RollEntry,
    *,
    reason: str,
    by: User,
    clock: Callable[[], datetime] = database_time,
) -> Amendment:
    """Propose that a centre does not vote on this motion. Nothing changes yet."""
    row, now = moves.locked(motion), clock()
    entry = row.roll.get(pk=entry.pk)
    _must_be_open_to_change(row, entry, now)
    return _propose(Amendment(kind=AmendmentKind.RECUSAL), row, entry, reason, by=by, now=now)


def _propose(
    change: Amendment, motion: Motion, entry: RollEntry, reason: str, *, by: User, now: datetime
) -> Amendment:
    if not reason.strip():
        raise Refused(_("Give the reason: everybody on the roll reads it."))
    if entry.amendments.proposed().exists():
        raise Refused(
            _("A change is already proposed for %(name)s. Settle that one first.")
            % {"name": entry.name}
        )
    moves.note(motion, Step.PROPOSED, by=by, now=now, unit=entry.unit)
    change.motion, change.entry, change.reason = motion, entry, reason
    change.proposed_by, change.proposed_at = by, now
    change.save()
    return change


@transaction.atomic
def confirm_amendment(
    amendment: Amendment, *, by: User, clock: Callable[[], datetime] = database_time
) -> Amendment:
    """A second person of the secretariat puts the proposal into effect; the roll is told.

    Of a voter who is replaced the row stays and says so.
    """
    motion, now = moves.locked(amendment.motion), clock()
    row = _still_proposed(amendment)
    if row.proposed_by_id == by.pk:
        raise Refused(_("Another person of the secretariat has to confirm it."))
    _must_be_open_to_change(motion, row.entry, now)
    proposed_by = moves.alias_of(motion, row.proposed_by)
    if row.leaving is None or row.joining is None:
        take_out(motion, row.entry, row.reason, by=by, now=now, proposed_by=proposed_by)
    else:
        leaving = _voter(motion, row.leaving)
        role = _role_of_the_next(row.entry, row.joining, now)
        leaving.left_by = row
        leaving.save(update_fields=["left_by"])
        alias = moves.alias_of(motion, row.joining)
        row.entry.voters.create(user=row.joining, role=role, alias=alias, joined_by=row)
        moves.note(
            motion,
            Step.AMENDED,
            by=by,
            now=now,
            unit=row.entry.unit,
            sealed=row.reason,
            facts={
                "leaving": leaving.alias,
                "joining": alias,
                "joining_role": str(role),
                "proposed_by": proposed_by,
            },
        )
    _settle(row, AmendmentStatus.CONFIRMED, by=by, now=now)
    notifications.notify_amended(motion, row, now=now)
    return row


@transaction.atomic
def discard_amendment(
    amendment: Amendment, *, by: User, clock: Callable[[], datetime] = database_time
) -> Amendment:
    """Drop a proposal; whoever proposed it may too."""
    motion, now = moves.locked(amendment.motion), clock()
    row = _still_proposed(amendment)
    moves.note(motion, Step.DISCARDED, by=by, now=now, unit=row.entry.unit)
    return _settle(row, AmendmentStatus.DISCARDED, by=by, now=now)


def _settle(amendment: Amendment, status: AmendmentStatus, *, by: User, now: datetime) -> Amendment:
    amendment.status, amendment.settled_by, amendment.settled_at = status, by, now
    amendment.save(update_fields=["status", "settled_by", "settled_at"])
    return amendment


def _still_proposed(amendment: Amendment) -> Amendment:
    """As it is stored now; the motion's lock is ours already."""
    row = Amendment.objects.select_related("entry").get(pk=amendment.pk)
    if row.status != AmendmentStatus.PROPOSED:
        raise Refused(_("This change was settled already. Reload the page."))
    return row


def _voter(motion: Motion, person: User) -> RollVoter:
    voter = (
        RollVoter.objects.on_the_roll_of(motion).select_related("entry").filter(user=person).first()
    )
    if voter is None:
        raise Refused(_("The person to be replaced is not on the roll of this vote."))
    return voter


def _must_be_open_to_change(motion: Motion, entry: RollEntry, now: datetime) -> None:
    if not motion.takes_ballots(now):
        raise Refused(_("The roll can be changed only while the vote is open."))
    if entry.status != RollStatus.ELIGIBLE:
        raise Refused(
            _("%(name)s does not vote on this motion: it is %(status)s.")
            % {"name": entry.name, "status": entry.get_status_display().lower()}
        )
    if entry.ballots.exists():
        raise Refused(
            _("%(name)s has already voted, so its line stays as it is.") % {"name": entry.name}
        )


def _role_of_the_next(entry: RollEntry, person: User, now: datetime) -> str:
    """Their role in the register today; Refused unless they act for this entry, and not yet."""
    candidate = roll.replacements(entry, now=now).filter(user=person).first()
    if candidate is None:
        raise Refused(
            _(
                "The person who comes must be a delegate or alternate of %(name)s in the register "
                "today, and not on the roll yet."
            )
            % {"name": entry.name}
        )
    return candidate.role
