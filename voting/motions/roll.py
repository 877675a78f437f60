"""The electoral roll: who may vote, as the register stands on the day of opening."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet

from common.dates import network_day
from members.enums import MembershipStatus, RepresentativeRole
from members.models import Membership, Representative, User
from voting.enums import RollStatus
from voting.models import Motion, RollEntry, RollVoter
from voting.motions import pseudonyms
from voting.rules import Rules


@dataclass(frozen=True)
class Voter:
    user: User
    role: str
    centre_id: int

    @property
    def is_delegate(self) -> bool:
        return self.role == RepresentativeRole.DELEGATE


@dataclass(frozen=True)
class Entry:
    """A line of the roll before it is written down."""

    unit: str
    name: str
    country: str
    status: str
    voters: tuple[Voter, ...]

    @property
    def is_eligible(self) -> bool:
        return self.status == RollStatus.ELIGIBLE

    @property
    def has_delegate(self) -> bool:
        return any(voter.is_delegate for voter in self.voters)

    @property
    def can_vote(self) -> bool:
        return self.is_eligible and bool(self.voters)


def entitled_memberships() -> QuerySet[Membership]:
    """Full members, suspended ones included: they stand on the roll without a vote."""
    return (
        Membership.objects.in_the_network()
        .voting_class()
        .select_related("centre")
        .order_by("centre__country", "centre__name", "pk")
    )


def units(rules: Rules, memberships: Iterable[Membership]) -> list[tuple[str, list[Membership]]]:
    """What casts one vote each: [(unit, memberships)], by country or by centre."""
    if rules.unit == "centre":
        return [(row.centre.slug, [row]) for row in memberships]
    by_country = groupby(memberships, key=lambda row: row.centre.country.code)
    return [(code, list(rows)) for code, rows in by_country]


def plan(rules: Rules, *, now: datetime) -> list[Entry]:
    """The roll as it would be drawn up now: every unit, its state and who may cast its ballot.

    Who acts for two centres stands on the roll once.
    """
    memberships = list(entitled_memberships())
    active = {row.centre_id for row in memberships if row.status == MembershipStatus.ACTIVE}
    acting = Representative.objects.acting(network_day(now)).may_vote()
    acting = acting.filter(centre__in=active).select_related("user")
    voters: dict[int, list[Voter]] = {}
    seen = set()
    for person in sorted(acting, key=_delegates_first):
        if person.user_id not in seen:
            seen.add(person.user_id)
            voter = Voter(person.user, person.role, person.centre_id)
            voters.setdefault(person.centre_id, []).append(voter)
    return [
        Entry(
            unit=unit,
            name=", ".join(row.centre.name for row in rows),
            country=rows[0].centre.country.code,
            status=(
                RollStatus.ELIGIBLE
                if any(row.status == MembershipStatus.ACTIVE for row in rows)
                else RollStatus.SUSPENDED
            ),
            voters=tuple(voter for row in rows for voter in voters.get(row.centre_id, ())),
        )
        for unit, rows in units(rules, memberships)
    ]


def _delegates_first(person: Representative | RollVoter) -> tuple[bool, int]:
    return person.role != RepresentativeRole.DELEGATE, person.pk


def replacements(entry: RollEntry, *, now: datetime) -> QuerySet[Representative]:
    """Delegates and alternates of the entry's centres today who are not on this roll."""
    acting = Representative.objects.acting(network_day(now)).may_vote()
    acting = acting.filter(centre__in=_centres_of(entry))
    known = RollVoter.objects.on_the_roll().filter(entry__motion=entry.motion)
    acting = acting.exclude(user__in=known.values("user"))
    return acting.select_related("user", "centre").order_by("pk")


def heads(entry: RollEntry, *, now: datetime) -> QuerySet[Representative]:
    """Who heads the entry's centres today: the last to be written to, and never a voter."""
    acting = Representative.objects.acting(network_day(now)).filter(
        role=RepresentativeRole.HEAD, centre__in=_centres_of(entry)
    )
    return acting.select_related("user").order_by("pk")


def whom_to_write(entry: RollEntry, *, now: datetime) -> list[User]:
    """The entry's delegates, then its alternates, then the heads of its centres."""
    voters = entry.voters.speaking(network_day(now)).select_related("user")
    in_order = sorted(voters, key=_delegates_first)
    return [row.user for row in in_order] + [row.user for row in heads(entry, now=now)]


def everybody_of(entry: RollEntry, *, now: datetime) -> list[User]:
    """All who act for the entry's centres today, observers and heads too; and who votes for it."""
    acting = Representative.objects.acting(network_day(now)).filter(centre__in=_centres_of(entry))
    voters = entry.voters.speaking(network_day(now))
    people = User.objects.filter(pk__in=acting.values("user"))
    return list((people | User.objects.filter(pk__in=voters.values("user"))).order_by("pk"))


def _centres_of(entry: RollEntry) -> set[int]:
    """The active centres that share this vote, as the register stands now.

    And those that stood on the roll, whatever others decided about them since.
    """
    of_unit = dict(units(entry.motion.rule_set.rules, entitled_memberships()))
    rows = of_unit.get(entry.unit, ())
    active = {row.centre_id for row in rows if row.status == MembershipStatus.ACTIVE}
    stood = set(entry.voters.filter(centre__isnull=False).values_list("centre", flat=True))
    return active | stood


def by_country_name(entries: Iterable[RollEntry]) -> list[RollEntry]:
    """The order in which pages show a roll."""
    return sorted(entries, key=lambda entry: (str(entry.country.name), entry.unit))


def draw_up(motion: Motion, planned: list[Entry], alias_of: Callable[[User], str]) -> None:
    """Write the roll of a motion that is being opened; each voter with a name for the record."""
    entries = RollEntry.objects.bulk_create(
        RollEntry(
            motion=motion,
            unit=entry.unit,
            name=entry.name,
            country=entry.country,
            status=entry.status,
        )
        for entry in planned
    )
    voters = RollVoter.objects.bulk_create(
        RollVoter(
            entry=entry,
            user=voter.user,
            role=voter.role,
            centre_id=voter.centre_id,
            alias=alias_of(voter.user),
        )
        for entry, line in zip(entries, planned, strict=True)
        for voter in line.voters
    )
    pseudonyms.keep(motion, [(voter.user, voter.alias) for voter in voters])
