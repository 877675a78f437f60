"""What takes two people in a vote; `proposals` keeps it until the second one has agreed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import cast

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.accounts import User
from common.admin.steps import Text
from common.dates import network_day
from members.models import CoChairTerm, ConflictOfInterest, Representative
from members.permissions import co_chair_centre, why_no_second_person
from members.register.models.representatives import RepresentativeQuerySet
from members.register.two_people import time_to_recall
from outbox.models import Mail, MailStatus
from proposals.kinds import Kind
from proposals.models import Proposal
from voting import services
from voting.enums import MotionKind, MotionStatus
from voting.models import Motion, RuleSet
from voting.permissions import (
    TWO_COUNTRIES,
    can_adopt_rules,
    can_open_motion,
    entry_of,
    why_conflicted,
    why_not_certify_together,
    why_not_one_of_two,
    why_not_prepare,
)
from voting.rules import in_words, words_side_by_side
from voting.services import rule_sets


def countries_of(motion: Motion) -> Iterable[str]:
    return motion.countries_concerned


# --- A later deadline -------------------------------------------------------------------


def extend(motion: Motion, *, reasons: str, by: User, released_by: User, now: datetime) -> Motion:
    """By the database's clock, which casting goes by."""
    return services.extend(motion, reason=reasons, by=by, released_by=released_by)


def why_not_extend(motion: Motion, now: datetime) -> str:
    """What stands against a later deadline now, in a sentence; empty if nothing does."""
    if not motion.takes_ballots(now):
        return gettext("Only an open vote can be extended, before its deadline.")
    if motion.extensions_left <= 0:
        return gettext("The rules of this vote allow no further extension.")
    return ""


def why_not_release_extension(user: User, proposal: Proposal) -> str:
    why_not = why_no_second_person(user, proposal.countries)
    if why_not or proposal.known.get("is_barred") is False:
        return why_not
    return why_conflicted(user, getattr(proposal.subject, "application", None))


def prepare_extensions(user: User, waiting: Sequence[Proposal]) -> None:
    """On which of their cases this person has declared a conflict of interest, in one question."""
    conflicts = ConflictOfInterest.objects.standing().filter(user=user)
    barred = set(conflicts.values_list("application", flat=True))
    for row in waiting:
        row.known["is_barred"] = getattr(row.subject, "application_id", None) in barred


EXTEND = Kind(
    name="voting.extend",
    label=_("Extend a vote"),
    act=extend,
    why_not_propose=why_not_prepare,
    why_not_release=why_not_release_extension,
    prepare=prepare_extensions,
    countries=countries_of,
    why_lapsed=why_not_extend,
    is_urgent=True,
)


# --- Called off -------------------------------------------------------------------------


def why_not_propose_calling_off(user: User, motion: Motion) -> str:
    if not co_chairs_for(motion.countries_concerned).exists():
        return why_not_one_of_two(user, motion)
    if can_open_motion(user):
        return why_conflicted(user, motion.application)
    return _why_no_co_chair(user, motion.countries_concerned)


def why_not_call_off(user: User, proposal: Proposal) -> str:
    """Only a co-chair lets it happen, whoever proposed it; where none can, the second delegate."""
    if why := why_conflicted(user, getattr(proposal.subject, "application", None)):
        return why
    why = _why_no_co_chair(user, proposal.countries)
    others = co_chairs_for(proposal.countries).exclude(user=proposal.proposed_by_id)
    if not why or others.exists() or proposal.subject is None:
        return why
    return why_not_the_second_of_two(user, proposal)


def why_not_the_second_of_two(user: User, proposal: Proposal) -> str:
    """Of another country than the delegate who proposed it, and neither of a country concerned."""
    motion = cast(Motion, proposal.subject)
    first, second = entry_of(proposal.proposed_by, motion), entry_of(user, motion)
    if why := why_not_one_of_two(user, motion):
        return why
    if first is None:
        return gettext("No co-chair can act here: one of two delegates has to propose it.")
    same = second is not None and first.country == second.country
    return str(TWO_COUNTRIES) if same else ""


def _why_no_co_chair(user: User, countries: Iterable[str]) -> str:
    centre = co_chair_centre(user)
    if centre is None:
        return gettext("A co-chair releases it.")
    if centre.country.code in set(countries):
        return gettext("It is about your own country: the other co-chair releases it.")
    return ""


def co_chairs_for(countries: Iterable[str]) -> RepresentativeQuerySet:
    """Who acts today for a co-chair of none of these countries."""
    day = network_day(timezone.now())
    centres = CoChairTerm.objects.on(day).exclude(centre__country__in=list(countries))
    return Representative.objects.acting(day).may_vote().filter(centre__in=centres.values("centre"))


def _calling_off(name: str, label: Text, act, statuses: tuple[str, ...], too_late: Text) -> Kind:
    def why_lapsed(motion: Motion, now: datetime) -> str:
        if motion.is_moot:
            return gettext("The applicant has withdrawn, so the vote is called off.")
        return "" if motion.status in statuses else str(too_late)

    return Kind(
        name=name,
        label=label,
        act=act,
        why_not_propose=why_not_propose_calling_off,
        why_not_release=why_not_call_off,
        countries=countries_of,
        recall=time_to_recall,
        facts=what_ends,
        why_lapsed=why_lapsed,
        is_urgent=True,
    )


def what_ends(motion: Motion) -> list[tuple[str, str]]:
    """What certifying brought about, and an annulment ends; nothing while it is provisional."""
    if not motion.is_certified:
        return []
    certified_at = cast(datetime, motion.certified_at)
    facts = [(gettext("Certified"), date_format(network_day(certified_at)))]
    application = motion.application
    if application and application.centre:
        membership = application.centre.memberships.in_the_network().first()
        if membership:
            facts.append((gettext("Membership that ends today"), application.centre.name))
            people = Representative.objects.acting(network_day(timezone.now()))
            count = people.filter(centre=application.centre).count()
            facts.append((gettext("People who act for it no longer"), str(count)))
    if application and not motion.carried:
        words = gettext("The refusal is taken back; the application is eligible again.")
        facts.append((gettext("Application"), words))
    if motion.kind == MotionKind.RULE_SET and motion.carried:
        words = gettext("They are in force no longer; the rules before them are.")
        facts.append((gettext("Rules that it adopted"), words))
    if motion.kind == MotionKind.CO_CHAIR and motion.carried:
        names = ", ".join(centre.name for centre in motion.candidates)
        facts.append((gettext("Terms of co-chairs that end"), names))
    if motion.kind == MotionKind.POSITION and motion.carried:
        words = gettext("It stays readable, marked as annulled.")
        facts.append((gettext("The published position"), words))
    about = Mail.objects.about(motion) | (
        Mail.objects.about(application) if application else Mail.objects.none()
    )
    left = about.filter(status=MailStatus.SENT, sent_at__gte=certified_at).count()
    facts.append((gettext("Emails that have left since"), str(left)))
    return facts


WITHDRAW = _calling_off(
    "voting.withdraw",
    _("Withdraw a motion"),
    services.withdraw,
    (MotionStatus.OPEN,),
    _("The vote has closed meanwhile. Its result can be annulled."),
)
ANNUL = _calling_off(
    "voting.annul",
    _("Annul a result"),
    services.annul,
    (MotionStatus.CLOSED, MotionStatus.CERTIFIED),
    _("The result is annulled already."),
)


def calling_off(motion: Motion) -> Kind | None:
    """What would end this motion before its time, if anything still can."""
    return {
        MotionStatus.OPEN.value: WITHDRAW,
        MotionStatus.CLOSED.value: ANNUL,
        MotionStatus.CERTIFIED.value: ANNUL,
    }.get(motion.status)


# --- Certified by two delegates, where no co-chair can ----------------------------------


def why_not_release_certification(user: User, proposal: Proposal) -> str:
    if why := why_not_certify_together(user, cast(Motion, proposal.subject)):
        return why
    return why_not_the_second_of_two(user, proposal)


def why_certification_lapsed(motion: Motion, now: datetime) -> str:
    if motion.status != MotionStatus.CLOSED:
        return gettext("The result is no longer provisional.")
    return ""


def what_is_certified(motion: Motion) -> list[tuple[str, str]]:
    return [(gettext("Result"), str(motion.outcome))]


CERTIFY_TOGETHER = Kind(
    name="voting.certify_together",
    label=_("Certify a result as two delegates"),
    act=services.certify_together,
    why_not_propose=why_not_certify_together,
    why_not_release=why_not_release_certification,
    countries=countries_of,
    facts=what_is_certified,
    why_lapsed=why_certification_lapsed,
    is_urgent=True,
)


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
    """What they say otherwise than those in force; all where there are none."""
    before = RuleSet.objects.in_force(rule_set.series)
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

KINDS = (EXTEND, WITHDRAW, ANNUL, CERTIFY_TOGETHER, ADOPTED_ELSEWHERE)
