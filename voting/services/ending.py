"""What ends a motion after its close or instead of it: certify, annul, withdraw."""

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.applications.services import admission
from members.balance import composition
from voting import balance, notices
from voting.confirmations import with_its_objections
from voting.enums import MotionStatus, Step
from voting.permissions import can_certify, co_chair_centre
from voting.services.effects import take_effect
from voting.services.moves import locked, move, must_have


@transaction.atomic
def certify(motion, *, reasons="", by, now, on):
    """A co-chair confirms the result; only now does it take effect.

    `reasons` are what a refused applicant is told, in the members' words; `on` is the day from
    which an admitted centre is a member, and a position the Network's.
    """
    row = locked(motion)
    _must_be_certifiable(row, reasons, by)
    move(
        row,
        MotionStatus.CERTIFIED,
        by=by,
        now=now,
        what=Step.CERTIFIED,
        sealed=reasons,
        facts={
            "role": "co-chair",
            "country": co_chair_centre(by).country.code,
            "carried": row.carried,
        },
        certified_at=now,
        certified_by=by,
        reasons=reasons,
        certified_composition=_composition_now(row, on),
    )
    take_effect(row, by=by, now=now, on=on)
    notices.notify_certified(row, now=now)
    return row


def _must_be_certifiable(row, reasons, by):
    if not can_certify(by, row):
        raise Refused(
            _("Only a co-chair certifies, and never one from the applicant's own country.")
            if row.application
            else _("Only a co-chair certifies, and never one from a candidate's own country.")
        )
    if row.is_moot:
        raise Refused(_("The applicant has withdrawn, so there is nothing to certify."))
    if names := with_its_objections(row).contested_by:
        raise Refused(
            _("The result is contested by %(names)s: settle that first, or have it annulled.")
            % {"names": names}
        )
    if row.application and not row.carried and not reasons.strip():
        raise Refused(_("Say why the application was not admitted: the applicant reads it."))


def _composition_now(motion, day):
    """The balance as it stands at the decision, to be kept with it."""
    if motion.application is None:
        return {}
    found = balance.with_applicant(motion.application, motion.rule_set.rules, day)
    return composition.stored(found)


@transaction.atomic
def withdraw(motion, *, reasons, by, now):
    """Call an open vote off, with reasons; its ballots stay under embargo for good."""
    row = locked(motion)
    must_have(reasons)
    return _call_off(row, MotionStatus.WITHDRAWN, Step.WITHDRAWN, reasons, by=by, now=now)


@transaction.atomic
def annul(motion, *, reasons, by, now):
    """Set a provisional result aside, with reasons; the application may be voted on again."""
    row = locked(motion)
    must_have(reasons)
    return _call_off(row, MotionStatus.ANNULLED, Step.ANNULLED, reasons, by=by, now=now)


@transaction.atomic
def drop_moot(motion, *, now):
    """End a motion whose applicant has withdrawn; None if that is done, or not the case."""
    row = locked(motion)
    if not row.is_moot or row.status not in (MotionStatus.OPEN, MotionStatus.CLOSED):
        return None
    reasons = _("The applicant has withdrawn the application.")
    if row.is_open:
        return _call_off(row, MotionStatus.WITHDRAWN, Step.WITHDRAWN, reasons, by=None, now=now)
    return _call_off(row, MotionStatus.ANNULLED, Step.ANNULLED, reasons, by=None, now=now)


def _call_off(motion, target, step, reasons, *, by, now):
    move(motion, target, by=by, now=now, what=step, sealed=reasons, reasons=reasons)
    if motion.application and not motion.is_moot:
        admission.take_back_from_vote(motion.application, by=by, now=now)
    notices.call_off(motion, now=now)
    return motion
