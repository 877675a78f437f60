"""Every write of the vote. One transaction each; the motion's row is the lock they share."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from members.enums import ApplicationStatus
from members.services import Refused, admission
from voting import notices, opening, roll
from voting.clock import database_time
from voting.enums import NEXT_MOTION, Choice, MotionKind, MotionStatus, RollStatus, Step
from voting.models import Motion
from voting.permissions import can_certify
from voting.rule_sets import adopt
from voting.tally import Counts, tally

__all__ = ["BallotChanged", "Refused", "RollChanged", "adopt"]


class RollChanged(Refused):
    """What was confirmed is not what would be frozen now."""


class BallotChanged(Refused):
    """The centre has another ballot than the one that was shown to the person casting."""


def planned_close(rule_set, now):
    """The deadline that the rule set proposes for a motion opened now."""
    return now + timedelta(days=rule_set.rules.voting_days)


def check_deadline(rule_set, closes_at, now):
    """Refused unless the deadline lies far enough ahead for these rules."""
    least = timedelta(days=rule_set.rules.minimum_voting_days)
    if closes_at <= now:
        raise Refused(_("The deadline lies in the past."))
    if closes_at < now + least:
        raise Refused(
            _("The rules ask for at least %(days)s days of voting.")
            % {"days": rule_set.rules.minimum_voting_days}
        )


@transaction.atomic
def open_admission(application, *, rule_set, closes_at, by, now, confirmed=""):
    """Put an eligible application to the vote: freeze rules, text and roll, and tell the roll.

    `confirmed` is the fingerprint of what a person was shown; if the register has changed
    since, RollChanged is raised and nothing is opened.
    """
    if rule_set.adopted_at is None:
        raise Refused(_("Only an adopted rule set can be voted by."))
    check_deadline(rule_set, closes_at, now)
    if application.status != ApplicationStatus.ELIGIBLE:
        raise Refused(_("Only an eligible application can be put to the vote."))
    application = admission.put_to_vote(application, by=by, now=now)
    plan = opening.prepare(application, rule_set=rule_set, closes_at=closes_at, now=now)
    if not any(entry.can_vote for entry in plan.roll):
        raise Refused(_("Nobody on the roll could vote: no member has a valid delegate."))
    if confirmed and confirmed != plan.fingerprint:
        raise RollChanged(
            _("The register has changed since you looked. Read the roll again before opening.")
        )
    return _open(plan, by=by, now=now)


def _open(plan, *, by, now):
    motion = Motion.objects.create(
        kind=MotionKind.ADMISSION,
        title=plan.title,
        question=plan.question,
        application=plan.application,
        rule_set=plan.rule_set,
        closes_at=plan.closes_at,
        is_demo=plan.application.is_demo,
    )
    roll.draw_up(motion, plan.roll)
    _move(
        motion,
        MotionStatus.OPEN,
        by=by,
        now=now,
        what=Step.OPENED,
        opened_at=now,
        frozen=plan.frozen,
        frozen_sha256=plan.fingerprint,
    )
    notices.plan(motion, plan.reminders, now=now)
    return motion


@sensitive_variables()
@transaction.atomic
def cast(motion, *, choice, reason, form_token, by, seen=None, clock=database_time):
    """Record the ballot of this person's entry, in one transaction, by the database's clock.

    An earlier ballot of the entry is superseded, not erased. The same form sent twice gives the
    same ballot, also after the close. Refused for a closed motion, a passed deadline, anybody
    not on the roll, and a form that already recorded another choice. `seen` is the number of the
    ballot the person was shown, 0 for none: if another is recorded by now, BallotChanged.
    """
    locked = _locked(motion)
    entry = _entry_that_may_vote(locked, by)
    known = entry.ballots.filter(form_token=form_token).first()
    if known:
        return _the_same(known, choice, reason)
    now = clock()  # asked after the lock is ours
    if not locked.takes_ballots(now):
        raise Refused(_("The vote is closed; this ballot was not recorded."))
    if seen not in (None, entry.current_number):
        raise BallotChanged(_("Your centre's ballot was recorded while you were voting."))
    return _record_ballot(locked, entry, choice, reason, form_token, by=by, now=now)


@sensitive_variables()
def _the_same(known, choice, reason):
    if (known.choice, known.reason) != (choice, reason):
        raise Refused(
            _("This form was used already. Start from the ballot page to change the ballot.")
        )
    return known


@sensitive_variables()
def _record_ballot(motion, entry, choice, reason, form_token, *, by, now):
    earlier = entry.ballots.current().first()
    if earlier:
        earlier.superseded_at = now
        earlier.save(update_fields=["superseded_at"])
    ballot = entry.ballots.create(
        sequence=earlier.sequence + 1 if earlier else 1,
        choice=Choice(choice),
        reason=reason,
        cast_by=by,
        cast_at=now,
        form_token=form_token,
    )
    _note(motion, Step.CHANGED if earlier else Step.CAST, by=by, now=now, unit=entry.unit)
    notices.confirm_ballot(motion, ballot, now=now)
    return ballot


def _entry_that_may_vote(motion, person):
    entry = None if person.is_staff else motion.roll.of(person).first()
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
    locked = _locked(motion)
    entry = _entry_that_may_vote(locked, by)
    now = clock()
    if not locked.takes_ballots(now):
        raise Refused(_("The vote is closed."))
    if not reason.strip():
        raise Refused(_("Say why your centre is recused."))
    if entry.ballots.exists():
        raise Refused(_("Your centre has already voted, so it can no longer be recused."))
    entry.status, entry.recusal_reason = RollStatus.RECUSED, reason
    entry.save(update_fields=["status", "recusal_reason"])
    _note(locked, Step.RECUSED, by=by, now=now, unit=entry.unit)
    return entry


@transaction.atomic
def close(motion, *, now):
    """Count an open motion whose deadline has passed. The result is provisional until certified."""
    locked = _locked(motion)
    if not locked.is_open or locked.closes_at > now:
        return None  # somebody closed it already, or it was extended
    result = tally(locked.rule_set.rules, counts_of(locked))
    _move(
        locked,
        MotionStatus.CLOSED,
        by=None,
        now=now,
        what=Step.CLOSED,
        closed_at=now,
        result=result.as_dict(),
        carried=result.carried,
    )
    notices.tell_closed(locked, now=now)
    return locked


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


@transaction.atomic
def certify(motion, *, reasons="", by, now, on):
    """A co-chair confirms the result; only now does it take effect.

    `reasons` are what a refused applicant is told, in the members' words; `on` is the day from
    which an admitted centre is a member.
    """
    locked = _locked(motion)
    if not can_certify(by, locked):
        raise Refused(
            _("Only a co-chair certifies, and never one from the applicant's own country.")
        )
    if not locked.carried and not reasons.strip():
        raise Refused(_("Say why the application was not admitted: the applicant reads it."))
    _move(
        locked,
        MotionStatus.CERTIFIED,
        by=by,
        now=now,
        what=Step.CERTIFIED,
        certified_at=now,
        certified_by=by,
        reasons=reasons,
    )
    _take_effect(locked, by=by, now=now, on=on)
    notices.tell_certified(locked, now=now)
    return locked


def _take_effect(motion, *, by, now, on):
    if motion.application is None:
        return
    if motion.carried:
        years = motion.rule_set.rules.newly_established_years
        admission.admit(motion.application, by=by, now=now, on=on, newly_established_years=years)
    else:
        told = f"{motion.reasons}\n\n{motion.result['explanation']}"
        admission.refuse(motion.application, reasons=told, by=by, now=now)


@transaction.atomic
def withdraw(motion, *, reasons, by, now):
    """Call an open vote off, with reasons; its ballots stay under embargo for good."""
    locked = _locked(motion)
    _must_have(reasons)
    _move(locked, MotionStatus.WITHDRAWN, by=by, now=now, what=Step.WITHDRAWN, reasons=reasons)
    if locked.application:
        admission.take_back_from_vote(locked.application, by=by, now=now)
    notices.call_off(locked, now=now)
    return locked


@transaction.atomic
def annul(motion, *, reasons, by, now):
    """Set a provisional result aside, with reasons; the application may be voted on again."""
    locked = _locked(motion)
    _must_have(reasons)
    _move(locked, MotionStatus.ANNULLED, by=by, now=now, what=Step.ANNULLED, reasons=reasons)
    if locked.application:
        admission.take_back_from_vote(locked.application, by=by, now=now)
    notices.call_off(locked, now=now)
    return locked


def _locked(motion):
    """The motion as it is stored now, held until the transaction ends."""
    return Motion.objects.select_for_update().get(pk=motion.pk)


def _must_have(reasons):
    if not reasons.strip():
        raise Refused(_("Give the reasons: everybody on the roll reads them."))


def _move(motion, target, *, by, now, what, **changes):
    if target not in NEXT_MOTION.get(motion.status, ()):
        raise Refused(
            _("This step is no longer possible: the motion is now “%(status)s”.")
            % {"status": motion.get_status_display()}
        )
    motion.status = target
    for field, value in changes.items():
        setattr(motion, field, value)
    motion.save(update_fields=["status", *changes])
    _note(motion, what, by=by, now=now)


def _note(motion, what, *, by, now, unit=""):
    motion.events.create(number=motion.events.count() + 1, at=now, by=by, what=what, unit=unit)
