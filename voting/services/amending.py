"""Changes of an open vote's roll: one of the secretariat proposes, a second person confirms."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import database_time
from common.refusals import Refused
from members.register.models import Representative, User
from proposals.likeness import look_like_one_person
from voting.emails import notifications
from voting.enums import AmendmentKind, AmendmentStatus, RollStatus, Step
from voting.models import Amendment, Motion, RollEntry, RollVoter
from voting.motions import roll
from voting.permissions import why_not_confirm, why_not_prepare
from voting.records import moves
from voting.services import following
from voting.services.casting import second_person, take_out


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
    following.bring_up_to_date(row, now=now)
    voter = _voter(row, leaving)
    entry = voter.entry
    _must_be_open_to_change(row, entry, now)
    _must_be_replaceable(voter)
    change = Amendment(
        kind=AmendmentKind.REPLACEMENT,
        leaving=leaving,
        joining=joining,
        role=_next(entry, joining, now).role,
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
    _must_have_no_ballot(entry)
    return _propose(Amendment(kind=AmendmentKind.RECUSAL), row, entry, reason, by=by, now=now)


def _propose(
    change: Amendment, motion: Motion, entry: RollEntry, reason: str, *, by: User, now: datetime
) -> Amendment:
    if why_not := why_not_prepare(by, motion):
        raise Refused(why_not)
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
    notifications.ask_for_a_second_person(motion, change, now=now)
    return change


@transaction.atomic
def confirm_amendment(
    amendment: Amendment, *, by: User, clock: Callable[[], datetime] = database_time
) -> Amendment:
    """A second person puts the proposal into effect; the roll is told.

    Another one of the secretariat, or a co-chair who is of no country that it is about. Of a
    voter who is replaced the row stays and says so.
    """
    motion, now = moves.locked(amendment.motion), clock()
    row = _still_proposed(amendment)
    if why_not := why_not_confirm(by, motion, row):
        raise Refused(why_not)
    if why_not := why_not_prepare(row.proposed_by, motion):
        raise Refused(
            _("%(person)s could not propose this any more: %(why)s")
            % {"person": row.proposed_by, "why": why_not}
        )
    following.bring_up_to_date(motion, now=now)
    _must_be_open_to_change(motion, row.entry, now)
    proposed_by = moves.alias_of(motion, row.proposed_by)
    if row.leaving is None or row.joining is None:
        _must_have_no_ballot(row.entry)
        take_out(motion, row.entry, row.reason, by=by, now=now, proposed_by=proposed_by)
        notifications.notify_of_recusal(motion, row.entry, by=by, now=now)
    else:
        leaving = _voter(motion, row.leaving)
        _must_be_replaceable(leaving)
        next_one = _next(row.entry, row.joining, now)
        leaving.left_by = row
        leaving.save(update_fields=["left_by"])
        alias = moves.alias_of(motion, row.joining)
        row.entry.voters.create(
            user=row.joining,
            centre=next_one.centre,
            role=next_one.role,
            alias=alias,
            joined_by=row,
        )
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
                "joining_role": str(next_one.role),
                "proposed_by": proposed_by,
                **second_person(by),
            },
        )
    row.looks_like_one_person = look_like_one_person(row.proposed_by, by)
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
    if row.proposed_by_id != by.pk and (why_not := why_not_confirm(by, motion, row)):
        raise Refused(why_not)
    moves.note(motion, Step.DISCARDED, by=by, now=now, unit=row.entry.unit)
    return _settle(row, AmendmentStatus.DISCARDED, by=by, now=now)


def _settle(amendment: Amendment, status: AmendmentStatus, *, by: User, now: datetime) -> Amendment:
    amendment.status, amendment.settled_by, amendment.settled_at = status, by, now
    fields = ["status", "settled_by", "settled_at", "looks_like_one_person"]
    amendment.save(update_fields=fields)
    return amendment


def _still_proposed(amendment: Amendment) -> Amendment:
    """As it is stored now; the motion's lock is ours already."""
    row = Amendment.objects.select_related("entry").get(pk=amendment.pk)
    if row.status != AmendmentStatus.PROPOSED:
        raise Refused(_("This change was settled already. Reload the page."))
    return row


def _voter(motion: Motion, person: User) -> RollVoter:
    """The row of whoever stands on the roll, also once they speak for the centre no longer."""
    known = RollVoter.objects.on_the_roll().select_related("entry")
    voter = known.filter(entry__motion=motion, user=person).first()
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


def _must_be_replaceable(voter: RollVoter) -> None:
    """Once the centre has voted only somebody who has left it is replaced.

    Its ballot stands until its present voter changes it. Records in the first format cannot say
    who left.
    """
    has_left = voter.removed_at is not None and voter.entry.motion.record_format > 1
    if not has_left:
        _must_have_no_ballot(voter.entry)


def _must_have_no_ballot(entry: RollEntry) -> None:
    if entry.ballots.exists():
        raise Refused(
            _("%(name)s has already voted, so its line stays as it is.") % {"name": entry.name}
        )


def _next(entry: RollEntry, person: User, now: datetime) -> Representative:
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
    return candidate
