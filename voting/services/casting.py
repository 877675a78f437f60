"""What somebody does who votes for a centre: cast its ballot, recuse it, ask the applicant."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from common.dates import database_time
from common.refusals import Refused
from members.applications.services import questions
from members.models import User, VoterQuestion
from voting.emails import notifications
from voting.enums import Choice, RollStatus, Step
from voting.models import Ballot, Motion, RollEntry
from voting.permissions import entry_of, why_no_ballot
from voting.records import moves, receipts
from voting.services import ballot_locking


class BallotChanged(Refused):
    """The centre has another ballot than the one that was shown to the person casting."""


@sensitive_variables()
@transaction.atomic
def cast(
    motion: Motion,
    *,
    choice: str,
    reason: str,
    form_token: UUID,
    by: User,
    seen: int | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Ballot:
    """Record the ballot of this person's entry, in one transaction, by the database's clock.

    An earlier ballot of the entry is superseded, not erased. The same form sent twice gives the
    same ballot, also after the close. Refused for a closed motion, a passed deadline, anybody
    not on the roll, and a form that already recorded another choice. `seen` is the number of the
    ballot the person was shown, 0 for none: if another is recorded by now, BallotChanged.
    `clock()` tells the time in the database's place.
    """
    entry = _entry_that_may_vote(motion, by)
    motion, ballots = entry.motion, []
    if entry.has_voted:  # the ballot that counts, and the one that this form recorded
        ballots = list(entry.ballots.filter(Q(superseded_at=None) | Q(form_token=form_token)))
    if same := next((ballot for ballot in ballots if ballot.form_token == form_token), None):
        if (same.choice, same.reason) != (choice, reason):
            raise Refused(
                _("This form was used already. Start from the ballot page to change the ballot.")
            )
        return same
    now = clock() if clock else entry.read_at  # after all that was waited for
    if motion.is_open and motion.is_moot:
        raise Refused(
            _("The applicant has withdrawn, so the vote is called off. Nothing was recorded.")
        )
    if not motion.takes_ballots(now):
        raise Refused(_("The vote is closed; this ballot was not recorded."))
    earlier = ballots[0] if ballots else None
    number = earlier.sequence if earlier else 0
    if seen not in (None, number):
        raise BallotChanged(_("Your centre's ballot was recorded while you were voting."))
    ballot = Ballot(
        entry=entry,
        sequence=number + 1,
        choice=Choice(choice),
        reason=reason,
        cast_by=by,
        cast_at=now,
        form_token=form_token,
    )
    ballot.receipt = receipts.code_of(ballot)
    return _record(ballot, earlier)


@sensitive_variables()
def _record(ballot: Ballot, earlier: Ballot | None) -> Ballot:
    """All that a cast writes; the chain, for which others wait, comes last."""
    entry, now = ballot.entry, ballot.cast_at
    if earlier:
        earlier.superseded_at = now
        earlier.save(update_fields=["superseded_at"])
    sealed = moves.seal(ballot)
    ballot.save(force_insert=True)
    notifications.confirm_ballot(entry.motion, ballot, now=now)
    actor = moves.actor(entry.motion, ballot.cast_by, entry.voter)
    body = {**actor, "unit": entry.unit, **sealed}
    step = Step.CHANGED if earlier else Step.CAST
    moves.append(entry.motion, step, body, now=now, ballot=ballot)
    return ballot


def _entry_that_may_vote(motion: Motion, person: User) -> RollEntry:
    entry = None if person.is_staff else ballot_locking.entry_to_cast_for(motion.pk, person)
    if entry is None:
        raise Refused(_("You are not on the roll of this vote."))
    if entry.status != RollStatus.ELIGIBLE:
        raise Refused(
            _("%(name)s does not vote on this motion: it is %(status)s.")
            % {"name": entry.name, "status": entry.get_status_display().lower()}
        )
    return entry


@transaction.atomic
def recuse(
    motion: Motion, *, reason: str, by: User, clock: Callable[[], datetime] = database_time
) -> RollEntry:
    """Take the person's centre out of this vote, before it has voted. It cannot be undone."""
    row = moves.locked(motion)
    entry = _entry_that_may_vote(row, by)
    now = clock()
    if not row.takes_ballots(now):
        raise Refused(_("The vote is closed."))
    if not reason.strip():
        raise Refused(_("Say why your centre is recused."))
    if entry.ballots.exists():
        raise Refused(_("Your centre has already voted, so it can no longer be recused."))
    return take_out(row, entry, reason, by=by, now=now)


def take_out(
    motion: Motion,
    entry: RollEntry,
    reason: str,
    *,
    by: User,
    now: datetime,
    proposed_by: str = "",
) -> RollEntry:
    """The entry does not vote; called under the motion's lock, for an entry without a ballot."""
    entry.status, entry.recusal_reason = RollStatus.RECUSED, reason
    entry.save(update_fields=["status", "recusal_reason"])
    facts = {"proposed_by": proposed_by}
    moves.note(motion, Step.RECUSED, by=by, now=now, unit=entry.unit, sealed=reason, facts=facts)
    return entry


@transaction.atomic
def ask(
    motion: Motion, text: str, *, by: User, clock: Callable[[], datetime] = database_time
) -> VoterQuestion:
    """Only somebody who could cast a ballot now asks; the members' register keeps the question."""
    now = clock()
    if why_not := why_no_ballot(by, motion, entry_of(by, motion), now):
        raise Refused(why_not)
    if motion.application is None:
        raise Refused(_("There is no applicant who could be asked."))
    return questions.ask(motion.application, text, by=by, now=now)
