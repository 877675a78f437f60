"""Opening a motion: rules, text, deadline and roll are frozen in one transaction."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from members.applications.services import admission
from members.enums import ApplicationStatus
from members.models import Application, CoChairTerm, Membership, User
from members.register.services import co_chairs
from voting.emails import notifications
from voting.enums import MotionKind, MotionStatus, Step
from voting.models import Motion, RuleSet
from voting.motions import opening, roll
from voting.motions.opening import Opening
from voting.records import moves
from voting.services import rule_sets


class RollChanged(Refused):
    """What was confirmed is not what would be frozen now."""


def planned_close(rule_set: RuleSet, now: datetime) -> datetime:
    """The deadline that the rule set proposes for a motion opened now."""
    return now + timedelta(days=rule_set.rules.voting_days)


def check_deadline(rule_set: RuleSet, closes_at: datetime, now: datetime) -> None:
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
def open_admission(
    application: Application,
    *,
    rule_set: RuleSet,
    closes_at: datetime,
    by: User,
    now: datetime,
    confirmed: str = "",
) -> Motion:
    """Put an eligible application to the vote: freeze rules, text and roll, and tell the roll.

    `confirmed` is the fingerprint of what a person was shown; if the register has changed
    since, RollChanged is raised and nothing is opened.
    """
    _must_be_usable(rule_set, MotionKind.ADMISSION, closes_at, now)
    if application.status != ApplicationStatus.ELIGIBLE:
        raise Refused(_("Only an eligible application can be put to the vote."))
    application = admission.put_to_vote(application, by=by, now=now)
    plan = opening.prepare(application, rule_set=rule_set, closes_at=closes_at, now=now)
    return _open(plan, confirmed, by=by)


@transaction.atomic
def open_drafted(
    motion: Motion,
    *,
    rule_set: RuleSet,
    closes_at: datetime,
    by: User,
    now: datetime,
    confirmed: str = "",
) -> Motion:
    """Put a drafted motion to the vote; the same freezing, the same mails.

    Refused too where what would be voted on could not take effect.
    """
    row = moves.locked(motion)
    if row.status != MotionStatus.DRAFT:
        raise Refused(_("This motion was opened already."))
    _must_be_usable(rule_set, row.kind, closes_at, now)
    if row.kind == MotionKind.RULE_SET and row.proposed_rule_set:
        rule_sets.must_be_proposable(row.proposed_rule_set, for_motion=row)
    elif row.kind == MotionKind.CO_CHAIR:
        _must_be_electable(row, closes_at, now)
    plan = opening.prepare_motion(row, rule_set=rule_set, closes_at=closes_at, now=now)
    return _open(plan, confirmed, by=by)


def _must_be_usable(rule_set: RuleSet, kind: str, closes_at: datetime, now: datetime) -> None:
    if rule_set.adopted_at is None:
        raise Refused(_("Only an adopted rule set can be voted by."))
    in_force = RuleSet.objects.in_force(kind)
    if rule_set != in_force:
        raise Refused(
            _("%(rules)s is not in force for this kind of motion: by now that is %(in_force)s.")
            % {"rules": rule_set, "in_force": in_force}
        )
    if rule_set.rules.proxy.is_allowed:
        raise Refused(_("Ballots by proxy cannot be cast here yet: choose rules without proxies."))
    check_deadline(rule_set, closes_at, now)


def _must_be_electable(motion: Motion, closes_at: datetime, now: datetime) -> None:
    """The candidates are members and free, and somebody is left to certify their election."""
    if motion.term_begins is None or motion.term_begins < network_day(closes_at):
        raise Refused(_("The term begins before the vote closes: choose a later day."))
    for centre in motion.candidates:
        if not Membership.objects.entitled_to_vote().filter(centre=centre).exists():
            raise Refused(_("%(name)s is no active member.") % {"name": centre.name})
    co_chairs.must_be_free(motion.candidates, ending=motion.hands_over.all())
    leading = CoChairTerm.objects.on(network_day(now))
    others = leading.exclude(centre__country__in=motion.countries_concerned)
    if leading.exists() and not others.exists():
        raise Refused(
            _(
                "Nobody could certify the result: every co-chair is from a candidate's country. "
                "Put the candidates to the vote one at a time."
            )
        )


def _open(plan: Opening, confirmed: str, *, by: User) -> Motion:
    if not any(entry.can_vote for entry in plan.roll):
        raise Refused(_("Nobody on the roll could vote: no member has a valid delegate."))
    if confirmed and confirmed != plan.fingerprint:
        raise RollChanged(
            _("The register has changed since you looked. Read the roll again before opening.")
        )
    motion, frozen = plan.motion, plan.frozen  # frozen while the motion has no number of its own
    motion.rule_set, motion.closes_at = plan.rule_set, plan.closes_at
    motion.record_scope = plan.record_scope
    motion.save()
    motion.certifiers.set(plan.certifiers)
    roll.draw_up(motion, plan.roll, plan.alias_of)
    moves.move(
        motion,
        MotionStatus.OPEN,
        by=by,
        now=plan.now,
        step=Step.OPENED,
        facts={
            "frozen": frozen,
            "frozen_sha256": plan.fingerprint,
            "rules": plan.rule_set.document,
        },
        opened_at=plan.now,
        frozen=frozen,
        frozen_sha256=plan.fingerprint,
    )
    notifications.notify_opened(motion, now=plan.now)
    return motion
