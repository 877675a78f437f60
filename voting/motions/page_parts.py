"""What pages of the register and of applications show of votes."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from common.dates import first_day, network_day
from members.balance import composition
from members.models import Application, Centre, Representative, User
from voting.enums import SETTLED, UNDECIDED, MotionKind
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
    entries = _lines_of(centre).filter(motion__in=Motion.objects.certified()).with_has_voted()
    entries = entries.select_related("motion__rule_set").order_by("-motion__opened_at")
    visible = with_visible_ballots(viewer, [entry.motion for entry in entries])
    votes = [VoteOfCentre(entry, entry.motion in visible) for entry in entries]
    return {"votes": votes, "says_of_all": all(vote.says_whether for vote in votes)}


def _lines_of(centre: Centre) -> RollEntryQuerySet:
    shared = Q(unit=centre.country.code, name__contains=centre.name)
    return RollEntry.objects.filter(Q(unit=centre.slug) | shared)


# --- On the secretariat's pages of a case, a centre, a person -------------------------------

LAST_SHOWN = 10


def votes_on_case(application: Application) -> dict[str, object]:
    """Every motion on it, the newest first, with its turnout and what stands against it."""
    motions = Motion.objects.filter(application=application).with_turnout().with_is_contested()
    return {"application": application, "motions": motions.order_by("-pk")}


def votes_with_line_of(centre: Centre) -> dict[str, object]:
    """Undecided votes, and the last ones that are over: whether it took part, never how."""
    lines = _lines_of(centre).with_has_voted().select_related("motion")
    undecided = lines.filter(motion__status__in=UNDECIDED)
    settled = lines.filter(motion__status__in=SETTLED).order_by("-motion__closes_at", "-pk")
    about = Q(candidate=centre) | Q(second_candidate=centre) | Q(application__centre=centre)
    return {
        "undecided": undecided.order_by("motion__closes_at", "pk"),
        "settled": settled[:LAST_SHOWN],
        "about": Motion.objects.past_draft().filter(about).order_by("-closes_at")[:LAST_SHOWN],
        "list_url": reverse("admin:voting_motion_changelist"),
    }


@dataclass(frozen=True)
class Standing:
    """A line of an undecided vote on which a person stands."""

    entry: RollEntry
    speaks: bool  # for it today: who has stopped acting still stands there


def rolls_of_person(user: User) -> dict[str, object]:
    day = network_day(timezone.now())
    speaks_for = set(RollEntry.objects.for_voter(user, day).values_list("pk", flat=True))
    standing = RollVoter.objects.on_the_roll().filter(user=user)
    entries = RollEntry.objects.filter(motion__status__in=UNDECIDED).with_has_voted()
    entries = entries.filter(Q(pk__in=standing.values("entry")) | Q(pk__in=speaks_for))
    entries = entries.select_related("motion").order_by("motion__closes_at", "pk")
    return {"rolls": [Standing(entry, entry.pk in speaks_for) for entry in entries]}


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
