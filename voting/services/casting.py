"""A centre's ballot, and its recusal."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from common.refusals import Refused
from voting import notices
from voting.clock import database_time
from voting.enums import Choice, RollStatus, Step
from voting.models import Ballot
from voting.records import receipts, recording
from voting.services import ballot_locking
from voting.services.moves import locked, note


class BallotChanged(Refused):
    """The centre has another ballot than the one that was shown to the person casting."""


@sensitive_variables()
@transaction.atomic
def cast(motion, *, choice, reason, form_token, by, seen=None, clock=None):
    """Record the ballot of this person's entry, in one transaction, by the database's clock.

    An earlier ballot of the entry is superseded, not erased. The same form sent twice gives the
    same ballot, also after the close. Refused for a closed motion, a passed deadline, anybody
    not on the roll, and a form that already recorded another choice. `seen` is the number of the
    ballot the person was shown, 0 for none: if another is recorded by now, BallotChanged.
    `clock()` tells the time in the database's place.
    """
    entry = _entry_that_may_vote(motion, by)
    motion = entry.motion
    ballots = _earlier_ballots(entry, form_token)
    if known := next((one for one in ballots if one.form_token == form_token), None):
        return _the_same(known, choice, reason)
    now = clock() if clock else entry.read_at  # after all that was waited for
    _must_take_ballots(motion, now)
    earlier = ballots[0] if ballots else None
    if seen not in (None, earlier.sequence if earlier else 0):
        raise BallotChanged(_("Your centre's ballot was recorded while you were voting."))
    ballot = _new_ballot(entry, earlier, choice, reason, form_token, by=by, now=now)
    return _record_ballot(motion, ballot, earlier, now=now)


def _earlier_ballots(entry, form_token):
    """The one that counts, if any, and the one that this form recorded."""
    if not entry.has_voted:
        return []
    return list(entry.ballots.filter(Q(superseded_at=None) | Q(form_token=form_token)))


@sensitive_variables()
def _the_same(known, choice, reason):
    if (known.choice, known.reason) != (choice, reason):
        raise Refused(
            _("This form was used already. Start from the ballot page to change the ballot.")
        )
    return known


@sensitive_variables()
def _new_ballot(entry, earlier, choice, reason, form_token, *, by, now):
    ballot = Ballot(
        entry=entry,
        sequence=earlier.sequence + 1 if earlier else 1,
        choice=Choice(choice),
        reason=reason,
        cast_by=by,
        cast_at=now,
        form_token=form_token,
    )
    ballot.receipt = receipts.of(ballot)
    return ballot


@sensitive_variables()
def _record_ballot(motion, ballot, earlier, *, now):
    if earlier:
        earlier.superseded_at = now
        earlier.save(update_fields=["superseded_at"])
    facts = {"unit": ballot.entry.unit, **recording.seal(ballot)}
    ballot.save(force_insert=True)
    notices.confirm_ballot(motion, ballot, now=now)
    who = recording.who(motion, ballot.cast_by, ballot.entry.voter)
    step = Step.CHANGED if earlier else Step.CAST
    recording.write(motion, step, who=who, now=now, its_ballot=ballot, **facts)
    return ballot


def _must_take_ballots(motion, now):
    if motion.is_open and motion.is_moot:
        raise Refused(
            _("The applicant has withdrawn, so the vote is called off. Nothing was recorded.")
        )
    if not motion.takes_ballots(now):
        raise Refused(_("The vote is closed; this ballot was not recorded."))


def _entry_that_may_vote(motion, person):
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
def recuse(motion, *, reason, by, clock=database_time):
    """Take the person's centre out of this vote, before it has voted. It cannot be undone."""
    row = locked(motion)
    entry = _entry_that_may_vote(row, by)
    now = clock()
    if not row.takes_ballots(now):
        raise Refused(_("The vote is closed."))
    if not reason.strip():
        raise Refused(_("Say why your centre is recused."))
    if entry.ballots.exists():
        raise Refused(_("Your centre has already voted, so it can no longer be recused."))
    return take_out(row, entry, reason, by=by, now=now)


def take_out(motion, entry, reason, *, by, now, proposed_by=""):
    """The entry does not vote; called under the motion's lock, for an entry without a ballot."""
    entry.status, entry.recusal_reason = RollStatus.RECUSED, reason
    entry.save(update_fields=["status", "recusal_reason"])
    facts = {"sealed": reason, "proposed_by": proposed_by}
    note(motion, Step.RECUSED, by=by, now=now, unit=entry.unit, **facts)
    return entry


def find_receipt(entry, code):
    """The entry's ballot with this receipt, or None; never another entry's."""
    typed = receipts.tidy(code)
    return entry.ballots.filter(receipt=typed).first() if typed else None
