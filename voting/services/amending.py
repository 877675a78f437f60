"""Changes of an open vote's roll: one of the secretariat proposes, another confirms."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from voting import notices, roll
from voting.clock import database_time
from voting.enums import AmendmentKind, AmendmentStatus, RollStatus, Step
from voting.models import Amendment
from voting.records import recording
from voting.services.casting import take_out
from voting.services.moves import locked, note


@transaction.atomic
def propose_replacement(motion, *, leaving, joining, reason, by, clock=database_time):
    """Propose that `joining` votes for an entry in the place of `leaving`. Nothing changes yet."""
    row, now = locked(motion), clock()
    voter = _voter(row, leaving)
    _must_be_open_to_change(row, voter.entry, now)
    role = _role_of_the_next(voter.entry, joining, now)
    proposed = {"kind": AmendmentKind.REPLACEMENT, "leaving": leaving, "joining": joining}
    return _propose(row, voter.entry, reason, by=by, now=now, role=role, **proposed)


@transaction.atomic
def propose_recusal(motion, entry, *, reason, by, clock=database_time):
    """Propose that a centre does not vote on this motion. Nothing changes yet."""
    row, now = locked(motion), clock()
    entry = row.roll.get(pk=entry.pk)
    _must_be_open_to_change(row, entry, now)
    return _propose(row, entry, reason, by=by, now=now, kind=AmendmentKind.RECUSAL)


def _propose(motion, entry, reason, *, by, now, **facts):
    if not reason.strip():
        raise Refused(_("Give the reason: everybody on the roll reads it."))
    if entry.amendments.proposed().exists():
        raise Refused(
            _("A change is already proposed for %(name)s. Settle that one first.")
            % {"name": entry.name}
        )
    note(motion, Step.PROPOSED, by=by, now=now, unit=entry.unit)
    return motion.amendments.create(
        entry=entry, reason=reason, proposed_by=by, proposed_at=now, **facts
    )


@transaction.atomic
def confirm_amendment(amendment, *, by, clock=database_time):
    """A second person of the secretariat puts the proposal into effect; the roll is told."""
    motion, now = locked(amendment.motion), clock()
    row = _still_proposed(amendment)
    if row.proposed_by_id == by.pk:
        raise Refused(_("Another person of the secretariat has to confirm it."))
    _must_be_open_to_change(motion, row.entry, now)
    if row.kind == AmendmentKind.RECUSAL:
        proposed_by = recording.alias_of(motion, row.proposed_by)
        take_out(motion, row.entry, row.reason, by=by, now=now, proposed_by=proposed_by)
    else:
        _replace(motion, row, by=by, now=now)
    _settle(row, AmendmentStatus.CONFIRMED, by=by, now=now)
    notices.notify_amended(motion, row, now=now)
    return row


def _replace(motion, amendment, *, by, now):
    """Who may vote follows: the row of the one who left stays and says so."""
    gone = _voter(motion, amendment.leaving)
    role = _role_of_the_next(amendment.entry, amendment.joining, now)
    gone.left_by = amendment
    gone.save(update_fields=["left_by"])
    coming = amendment.entry.voters.create(
        user=amendment.joining,
        role=role,
        alias=recording.alias_of(motion, amendment.joining),
        joined_by=amendment,
    )
    note(
        motion,
        Step.AMENDED,
        by=by,
        now=now,
        unit=amendment.entry.unit,
        sealed=amendment.reason,
        leaving=gone.alias,
        joining=coming.alias,
        joining_role=str(role),
        proposed_by=recording.alias_of(motion, amendment.proposed_by),
    )


@transaction.atomic
def discard_amendment(amendment, *, by, clock=database_time):
    """Drop a proposal; whoever proposed it may too."""
    motion, now = locked(amendment.motion), clock()
    row = _still_proposed(amendment)
    note(motion, Step.DISCARDED, by=by, now=now, unit=row.entry.unit)
    return _settle(row, AmendmentStatus.DISCARDED, by=by, now=now)


def _settle(amendment, status, *, by, now):
    amendment.status, amendment.settled_by, amendment.settled_at = status, by, now
    amendment.save(update_fields=["status", "settled_by", "settled_at"])
    return amendment


def _still_proposed(amendment):
    """As it is stored now; the motion's lock is ours already."""
    row = Amendment.objects.select_related("entry").get(pk=amendment.pk)
    if row.status != AmendmentStatus.PROPOSED:
        raise Refused(_("This change was settled already. Reload the page."))
    return row


def _voter(motion, person):
    voters = roll.voters_of(motion).select_related("entry")
    voter = voters.filter(user=person).first()
    if voter is None:
        raise Refused(_("The person to be replaced is not on the roll of this vote."))
    return voter


def _must_be_open_to_change(motion, entry, now):
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


def _role_of_the_next(entry, person, now):
    """Their role in the register today; Refused unless they act for this entry, and not yet."""
    for candidate in roll.replacements(entry, now=now):
        if candidate.user_id == person.pk:
            return candidate.role
    raise Refused(
        _(
            "The person who comes must be a delegate or alternate of %(name)s in the register "
            "today, and not on the roll yet."
        )
        % {"name": entry.name}
    )
