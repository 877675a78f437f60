"""What pages of the register and of applications show of votes."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from common.dates import first_day, network_day
from members.balance import composition
from members.enums import ApplicationStatus
from members.models import Application, Centre, Representative, User
from voting.enums import UNDECIDED, MotionKind
from voting.models import Motion, RollEntry, RollVoter, RuleSet
from voting.models.roll import RollEntryQuerySet, RollVoterQuerySet
from voting.motions import balance
from voting.permissions import Person, with_visible_ballots


@dataclass(frozen=True)
class VoteOfCentre:
    """A line of a centre on the roll of a certified vote."""

    entry: RollEntry
    says_whether: bool  # whether this reader may know if the centre took part


def votes_of_centre(centre: Centre, viewer: Person) -> dict[str, object]:
    """Its lines on the rolls of certified votes: never how it voted, and whether it took part only
    to those who may see the ballots of that vote.

    Open, provisional and annulled votes stay out. Where a country casts one vote, the line names
    the centres that shared it at opening.
    """
    shared = Q(unit=centre.country.code, name__contains=centre.name)
    entries = RollEntry.objects.filter(Q(unit=centre.slug) | shared)
    entries = entries.filter(motion__in=Motion.objects.certified()).with_has_voted()
    entries = entries.select_related("motion__rule_set").order_by("-motion__opened_at")
    visible = with_visible_ballots(viewer, [entry.motion for entry in entries])
    votes = [VoteOfCentre(entry, entry.motion in visible) for entry in entries]
    return {"votes": votes, "says_of_all": all(vote.says_whether for vote in votes)}


@dataclass(frozen=True)
class OpenVote:
    """An undecided vote on whose roll somebody speaks for a centre."""

    entry: RollEntry
    others: list[User]  # who speak for it as well
    successor_follows: bool  # at once, where the centre itself hands the role over


def votes_of_who_hands_over(person: Representative) -> dict[str, object]:
    return {"votes": _open_votes(person.user), "hands_over": True}


def votes_of_who_leaves(person: Representative) -> dict[str, object]:
    return {"votes": _open_votes(person.user)}


def votes_of_who_is_locked(user: User) -> dict[str, object]:
    return {"votes": _open_votes(user), "is_locked": True}


def votes_of_centre_that_leaves(centre: Centre) -> dict[str, object]:
    """By its own act: whoever acts for another centre of its line goes on."""
    day = network_day(timezone.now())
    speaking = RollVoter.objects.speaking(day)
    entries = RollEntry.objects.filter(pk__in=speaking.filter(centre=centre).values("entry"))
    return {"votes": _votes(entries, speaking.exclude(centre=centre)), "is_centre": True}


def _open_votes(user: User) -> list[OpenVote]:
    day = network_day(timezone.now())
    speaking = RollVoter.objects.speaking(day)
    return _votes(RollEntry.objects.for_voter(user, day), speaking.exclude(user=user))


def _votes(entries: RollEntryQuerySet, others: RollVoterQuerySet) -> list[OpenVote]:
    """Those of these lines that are undecided, with who of the others speaks for each."""
    entries = entries.filter(motion__status__in=UNDECIDED).with_has_voted()
    others = others.select_related("user")
    return [
        OpenVote(
            entry,
            [voter.user for voter in others.filter(entry=entry)],
            successor_follows=entry.motion.record_format > 1,
        )
        for entry in entries.select_related("motion").order_by("motion__closes_at", "pk")
    ]


def motions_on(application: Application) -> dict[str, object]:
    """The votes on a case, newest first; nothing before there can be one."""
    motions = Motion.objects.past_draft().filter(application=application).order_by("-pk")
    is_awaited = application.status == ApplicationStatus.ELIGIBLE
    return {"motions": list(motions.with_turnout()), "is_awaited": is_awaited}


def balance_around(application: Application) -> dict[str, object]:
    """As it was kept with the vote, else as it would be today; nothing without rules."""
    in_force = RuleSet.objects.in_force(MotionKind.ADMISSION)
    if in_force is None or not application.country:
        return {}
    motions = Motion.objects.past_draft().filter(application=application)
    decided = motions.counted().order_by("-pk").first()
    day = network_day(timezone.now())
    kept = decided and balance.kept(decided)
    return {
        "motion": decided if kept else None,
        "composition": kept or balance.with_applicant(application, in_force.rules, day),
        "years": in_force.rules.newly_established_years,
        "is_assumption": in_force.rules.is_assumption,
        "established": application.established,
        "maturity": composition.maturity_on(
            first_day(application.established), day, in_force.rules.newly_established_years
        ),
    }
