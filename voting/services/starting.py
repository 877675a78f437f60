"""Opening a motion: rules, text, deadline and roll are frozen in one transaction."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.services import admission
from members.enums import ApplicationStatus
from voting import notices, opening, roll
from voting.enums import MotionStatus, Step
from voting.services.moves import locked, move
from voting.services.proposable import must_be_sound


class RollChanged(Refused):
    """What was confirmed is not what would be frozen now."""


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
    _must_be_usable(rule_set, closes_at, now)
    if application.status != ApplicationStatus.ELIGIBLE:
        raise Refused(_("Only an eligible application can be put to the vote."))
    application = admission.put_to_vote(application, by=by, now=now)
    plan = opening.prepare(application, rule_set=rule_set, closes_at=closes_at, now=now)
    return _open(plan, confirmed, by=by, now=now)


@transaction.atomic
def open_drafted(motion, *, rule_set, closes_at, by, now, confirmed=""):
    """Put a drafted motion to the vote; the same checks, the same freezing, the same mails."""
    row = locked(motion)
    if row.status != MotionStatus.DRAFT:
        raise Refused(_("This motion was opened already."))
    _must_be_usable(rule_set, closes_at, now)
    must_be_sound(row, closes_at=closes_at, now=now)
    plan = opening.prepare_motion(row, rule_set=rule_set, closes_at=closes_at, now=now)
    return _open(plan, confirmed, by=by, now=now)


def _must_be_usable(rule_set, closes_at, now):
    if rule_set.adopted_at is None:
        raise Refused(_("Only an adopted rule set can be voted by."))
    if rule_set.rules.proxy.is_allowed:
        raise Refused(_("Ballots by proxy cannot be cast here yet: choose rules without proxies."))
    check_deadline(rule_set, closes_at, now)


def _must_be_as_confirmed(plan, confirmed):
    if not any(entry.can_vote for entry in plan.roll):
        raise Refused(_("Nobody on the roll could vote: no member has a valid delegate."))
    if confirmed and confirmed != plan.fingerprint:
        raise RollChanged(
            _("The register has changed since you looked. Read the roll again before opening.")
        )


def _open(plan, confirmed, *, by, now):
    _must_be_as_confirmed(plan, confirmed)
    motion, frozen = plan.motion, plan.frozen  # frozen while the motion has no number of its own
    motion.rule_set, motion.closes_at = plan.rule_set, plan.closes_at
    motion.record_scope = plan.record_scope
    motion.save()
    roll.draw_up(motion, plan.roll, plan.alias_of)
    move(
        motion,
        MotionStatus.OPEN,
        by=by,
        now=now,
        what=Step.OPENED,
        facts={
            "frozen": frozen,
            "frozen_sha256": plan.fingerprint,
            "rules": plan.rule_set.document,
        },
        opened_at=now,
        frozen=frozen,
        frozen_sha256=plan.fingerprint,
    )
    notices.notify_opened(motion, now=now)
    return motion
