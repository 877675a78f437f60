"""What somebody does who votes for a centre: cast its ballot, recuse it, ask the applicant."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from common.dates import database_time, network_day
from common.refusals import Refused
from members.applications.services import questions
from members.models import User, VoterQuestion
from voting.emails import notifications
from voting.enums import Choice, RollStatus, Step
from voting.models import Ballot, Motion, RollEntry
from voting.permissions import can_take_recusal_back, entry_of, why_no_ballot
from voting.records import moves, receipts
from voting.services import ballot_locking, following

NOT_SPEAKING = gettext_lazy("You speak for no centre on the roll of this vote.")


class BallotChanged(Refused):
    """The centre has another ballot than the one that was shown to the person casting."""


class SpeaksForNobody(Refused):
    """The roll names no entry for which this person speaks today."""


@sensitive_variables()
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
    same ballot, also after the close. Refused for a closed motion, a passed deadline, anybody who
    speaks for no centre on the roll, and a form that already recorded another choice. `seen` is
    the number of the ballot the person was shown, 0 for none: if another is recorded by now,
    BallotChanged.
    `clock()` tells the time in the database's place. What the register has changed for this
    person and the record does not know yet is recorded first, in a transaction of its own.
    """
    facts: Any = {"choice": choice, "reason": reason, "form_token": form_token, "by": by}
    now = clock() if clock else timezone.now()
    try:
        return _cast(motion, **facts, seen=seen, clock=clock, day=network_day(now))
    except SpeaksForNobody:
        if entry_of(by, motion, network_day(now)) is None:
            raise
    following.follow_the_register(motion, now=now)
    return _cast(motion, **facts, seen=seen, clock=clock, day=network_day(now))


@sensitive_variables()
@transaction.atomic
def _cast(
    motion: Motion,
    *,
    choice: str,
    reason: str,
    form_token: UUID,
    by: User,
    seen: int | None,
    clock: Callable[[], datetime] | None,
    day: date,
) -> Ballot:
    entry = ballot_locking.entry_to_cast_for(motion.pk, by, day)
    if entry is None:
        raise SpeaksForNobody(NOT_SPEAKING)
    _must_be_eligible(entry)
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
    receipts.give(ballot)
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


def _must_be_eligible(entry: RollEntry) -> None:
    if entry.status != RollStatus.ELIGIBLE:
        raise Refused(
            _("%(name)s does not vote on this motion: it is %(status)s.")
            % {"name": entry.name, "status": entry.get_status_display().lower()}
        )


# --- Recusal ----------------------------------------------------------------------------


@transaction.atomic
def recuse(
    motion: Motion, *, reason: str, by: User, clock: Callable[[], datetime] = database_time
) -> RollEntry:
    """Take the person's centre out of this vote, before it has voted; its people are told."""
    row, entry, now = _line_of(motion, by, clock)
    _must_be_eligible(entry)
    if not reason.strip():
        raise Refused(_("Say why your centre is recused."))
    if entry.ballots.exists():
        raise Refused(_("Your centre has already voted, so it can no longer be recused."))
    take_out(row, entry, reason, by=by, now=now)
    notifications.notify_of_recusal(row, entry, by=by, now=now)
    return entry


@transaction.atomic
def take_recusal_back(
    motion: Motion, *, by: User, clock: Callable[[], datetime] = database_time
) -> RollEntry:
    """The centre votes after all, whoever recorded its recusal; until the deadline."""
    row, entry, now = _line_of(motion, by, clock)
    if entry.status != RollStatus.RECUSED:
        raise Refused(_("%(name)s is not recused from this vote.") % {"name": entry.name})
    if not can_take_recusal_back(row, entry, now):
        raise Refused(_("This vote was opened before a recusal could be taken back."))
    entry.status, entry.recusal_reason = RollStatus.ELIGIBLE, ""
    entry.save(update_fields=["status", "recusal_reason"])
    moves.note(row, Step.TAKEN_BACK, by=by, now=now, unit=entry.unit)
    notifications.notify_of_recusal(row, entry, by=by, now=now)
    return entry


def _line_of(
    motion: Motion, person: User, clock: Callable[[], datetime]
) -> tuple[Motion, RollEntry, datetime]:
    """The motion, held, and the entry that this person speaks for now; while it takes ballots."""
    row, now = moves.locked(motion), clock()
    following.bring_up_to_date(row, now=now)
    entry = entry_of(person, row, network_day(now))
    if entry is None:
        raise SpeaksForNobody(NOT_SPEAKING)
    if not row.takes_ballots(now):
        raise Refused(_("The vote is closed."))
    return row, entry, now


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
    facts = {"proposed_by": proposed_by, **(second_person(by) if proposed_by else {})}
    moves.note(motion, Step.RECUSED, by=by, now=now, unit=entry.unit, sealed=reason, facts=facts)
    return entry


def second_person(by: User) -> dict[str, str]:
    """As whom they stand in the record, where they are not of the secretariat."""
    return {} if by.is_staff else {"role": "co-chair"}


@transaction.atomic
def ask(
    motion: Motion, text: str, *, by: User, clock: Callable[[], datetime] = database_time
) -> VoterQuestion:
    """Only somebody who could cast a ballot now asks; the members' register keeps the question."""
    now = clock()
    if why_not := why_no_ballot(by, motion, entry_of(by, motion, network_day(now)), now):
        raise Refused(why_not)
    if motion.application is None:
        raise Refused(_("There is no applicant who could be asked."))
    return questions.ask(motion.application, text, by=by, now=now)
