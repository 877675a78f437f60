"""What takes two people in a vote; `proposals` keeps it until the second one has agreed."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.accounts import User
from common.admin.steps import Text
from common.dates import network_day
from members.models import Application, CoChairTerm, Representative
from members.permissions import co_chair_centre, why_no_second_person
from members.register.two_people import time_to_recall
from proposals.kinds import Kind
from proposals.models import Proposal
from voting import services
from voting.enums import MotionStatus
from voting.models import Motion, RuleSet
from voting.permissions import can_adopt_rules, can_open_motion
from voting.rules import in_words, words_side_by_side
from voting.services import rule_sets

NO_CO_CHAIR = _(
    "No co-chair can act here: each is of the country concerned, has left, or proposed it. Two "
    "delegates of other countries would have to agree together, which this site cannot take yet."
)


def countries_of(motion: Motion) -> Iterable[str]:
    return motion.countries_concerned


# --- A later deadline -------------------------------------------------------------------


def extend(motion: Motion, *, reasons: str, by: User, released_by: User, now: datetime) -> Motion:
    """By the database's clock, which casting goes by."""
    return services.extend(motion, reason=reasons, by=by, released_by=released_by)


def why_not_prepare(user: User, motion: Motion) -> str:
    if not can_open_motion(user):
        return gettext("The secretariat proposes this.")
    return conflict_of(user, motion.application)


def why_not_extend(motion: Motion, now: datetime) -> str:
    """What stands against a later deadline now, in a sentence; empty if nothing does."""
    if not motion.takes_ballots(now):
        return gettext("Only an open vote can be extended, before its deadline.")
    if motion.extensions_left <= 0:
        return gettext("The rules of this vote allow no further extension.")
    return ""


def why_not_release_extension(user: User, proposal: Proposal) -> str:
    application = getattr(proposal.subject, "application", None)
    return conflict_of(user, application) or why_no_second_person(user, proposal.countries)


def conflict_of(user: User, application: Application | None) -> str:
    if application and application.conflicts.standing().filter(user=user).exists():
        return gettext("You have declared a conflict of interest on this case.")
    return ""


EXTEND = Kind(
    name="voting.extend",
    label=_("Extend a vote"),
    act=extend,
    why_not_propose=why_not_prepare,
    why_not_release=why_not_release_extension,
    countries=countries_of,
    why_lapsed=why_not_extend,
    is_urgent=True,
)


# --- Called off -------------------------------------------------------------------------


def why_not_propose_calling_off(user: User, motion: Motion) -> str:
    if can_open_motion(user):
        return conflict_of(user, motion.application)
    return _why_no_co_chair(user, motion.countries_concerned)


def why_not_call_off(user: User, proposal: Proposal) -> str:
    """Only a co-chair lets it happen, whoever proposed it."""
    why = _why_no_co_chair(user, proposal.countries)
    if why and not somebody_can_call_off(proposal):
        return str(NO_CO_CHAIR)
    return why


def _why_no_co_chair(user: User, countries: Iterable[str]) -> str:
    centre = co_chair_centre(user)
    if centre is None:
        return gettext("A co-chair releases it.")
    if centre.country.code in set(countries):
        return gettext("It is about your own country: the other co-chair releases it.")
    return ""


def somebody_can_call_off(proposal: Proposal) -> bool:
    """Does anybody act for a co-chair of another country today, but for who proposed it?"""
    day = network_day(timezone.now())
    centres = CoChairTerm.objects.on(day).exclude(centre__country__in=proposal.countries)
    acting = (
        Representative.objects.acting(day).may_vote().filter(centre__in=centres.values("centre"))
    )
    return acting.exclude(user=proposal.proposed_by_id).exists()


def _calling_off(name: str, label: Text, act, status: MotionStatus, too_late: Text) -> Kind:
    def why_lapsed(motion: Motion, now: datetime) -> str:
        if motion.is_moot:
            return gettext("The applicant has withdrawn, so the vote is called off.")
        return "" if motion.status == status else str(too_late)

    return Kind(
        name=name,
        label=label,
        act=act,
        why_not_propose=why_not_propose_calling_off,
        why_not_release=why_not_call_off,
        countries=countries_of,
        recall=time_to_recall,
        why_lapsed=why_lapsed,
        is_urgent=True,
    )


WITHDRAW = _calling_off(
    "voting.withdraw",
    _("Withdraw a motion"),
    services.withdraw,
    MotionStatus.OPEN,
    _("The vote has closed meanwhile. Its result can be annulled."),
)
ANNUL = _calling_off(
    "voting.annul",
    _("Annul a result"),
    services.annul,
    MotionStatus.CLOSED,
    _("The result is no longer provisional."),
)


def calling_off(motion: Motion) -> Kind | None:
    """What would end this motion before its time, if anything still can."""
    return {MotionStatus.OPEN.value: WITHDRAW, MotionStatus.CLOSED.value: ANNUL}.get(motion.status)


# --- Rules that were adopted elsewhere --------------------------------------------------


def record_adoption(
    rule_set: RuleSet,
    *,
    seen: str,
    reason: str,
    decided_on: date,
    source_link: str = "",
    by: User,
    released_by: User,
    now: datetime,
) -> RuleSet:
    """The reason that both people read is the source."""
    return rule_sets.record_adoption(
        rule_set,
        seen=seen,
        source=reason,
        decided_on=decided_on,
        source_link=source_link,
        by=by,
        released_by=released_by,
        now=now,
    )


def why_not_record(user: User, rule_set: RuleSet) -> str:
    if not can_adopt_rules(user):
        return gettext("The secretariat records it.")
    return rule_sets.why_not_adopt(rule_set)


def why_not_release_adoption(user: User, proposal: Proposal) -> str:
    return why_no_second_person(user)


def what_the_rules_say(rule_set: RuleSet) -> list[tuple[str, str]]:
    """What they say otherwise than those in force under their name; all where there are none."""
    before = rule_sets.in_force(rule_set.name)
    if before is None:
        return [(gettext("What the rules say"), "\n".join(in_words(rule_set.rules, gettext)))]
    pairs = words_side_by_side(before.rules, rule_set.rules, gettext)
    changed = [pair.after for pair in pairs if pair.is_different]
    return [(gettext("What the rules say otherwise"), "\n".join(changed))]


def fingerprint_of(rule_set: RuleSet) -> dict[str, str]:
    return {"seen": rule_set.sha256}


ADOPTED_ELSEWHERE = Kind(
    name="voting.rules_adopted_elsewhere",
    label=_("Record that rules were adopted elsewhere"),
    act=record_adoption,
    why_not_propose=why_not_record,
    why_not_release=why_not_release_adoption,
    recall=time_to_recall,
    seen=fingerprint_of,
    facts=what_the_rules_say,
)

KINDS = (EXTEND, WITHDRAW, ANNUL, ADOPTED_ELSEWHERE)
