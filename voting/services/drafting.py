"""Preparing motions that are no admissions. A draft decides nothing before it is opened."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from common.refusals import Refused
from members.models import CoChairTerm
from voting.enums import MotionKind, MotionStatus
from voting.models import Motion, RuleSet
from voting.services import rule_sets
from voting.services.starting import planned_close


@transaction.atomic
def draft(
    kind: MotionKind, *, now: datetime, hands_over: Iterable[CoChairTerm] = (), **fields: object
) -> Motion:
    """Start a motion. Its rules and deadline are only proposed until it is opened."""
    if kind == MotionKind.ADMISSION:
        raise Refused(_("An admission is put to the vote from its case."))
    in_force = RuleSet.objects.in_force(kind)
    if in_force is None:
        raise Refused(_("No rule set is in force yet, so no motion can be prepared."))
    motion = Motion(kind=kind, rule_set=in_force, closes_at=planned_close(in_force, now))
    return _keep(motion, fields, hands_over)


@transaction.atomic
def redraft(motion: Motion, *, hands_over: Iterable[CoChairTerm] = (), **fields: object) -> Motion:
    return _keep(_drafted(motion), fields, hands_over)


@transaction.atomic
def discard(motion: Motion) -> None:
    """Throw a draft away. It never decided anything, so nothing of it is kept."""
    try:
        _drafted(motion).delete()
    except ProtectedError as fault:
        why = _("A paper waits for this vote. Take it back from the vote there.")
        raise Refused(why) from fault


def _keep(motion: Motion, fields: dict[str, object], hands_over: Iterable[CoChairTerm]) -> Motion:
    for field, value in fields.items():
        setattr(motion, field, value)
    if motion.proposed_rule_set:  # before the database would say so: one motion at a time on it
        rule_sets.must_be_proposable(motion.proposed_rule_set, for_motion=motion)
    motion.save()
    motion.hands_over.set(hands_over)
    return motion


def _drafted(motion: Motion) -> Motion:
    row = Motion.objects.select_for_update().filter(pk=motion.pk).first()
    if row is None:
        raise Refused(_("This draft was thrown away meanwhile."))
    if row.status != MotionStatus.DRAFT:
        raise Refused(_("This motion was opened already, and its text is fixed."))
    return row
