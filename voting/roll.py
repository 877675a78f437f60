"""The electoral roll: who may vote, as the register stands on the day of opening."""

from dataclasses import dataclass
from itertools import groupby

from members.enums import MembershipStatus, RepresentativeRole
from members.models import Membership, Representative, User
from voting.clock import network_day
from voting.enums import RollStatus
from voting.models import RollEntry, RollVoter


@dataclass(frozen=True)
class Voter:
    user: User
    role: str

    @property
    def is_delegate(self):
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
    def is_eligible(self):
        return self.status == RollStatus.ELIGIBLE

    @property
    def has_delegate(self):
        return any(voter.is_delegate for voter in self.voters)

    @property
    def can_vote(self):
        return self.is_eligible and bool(self.voters)


def entitled_memberships():
    """Full members, suspended ones included: they stand on the roll without a vote."""
    return (
        Membership.objects.in_the_network()
        .voting_class()
        .select_related("centre")
        .order_by("centre__country", "centre__name", "pk")
    )


def units(rules, memberships):
    """What casts one vote each: [(unit, memberships)], by country or by centre."""
    if rules.unit == "centre":
        return [(row.centre.slug, [row]) for row in memberships]
    by_country = groupby(memberships, key=lambda row: row.centre.country.code)
    return [(code, list(rows)) for code, rows in by_country]


def plan(rules, *, now):
    """The roll as it would be drawn up now: every unit, its state and who may cast its ballot."""
    memberships = list(entitled_memberships())
    voters = _voters(memberships, network_day(now))
    return [
        Entry(
            unit=unit,
            name=", ".join(row.centre.name for row in rows),
            country=rows[0].centre.country.code,
            status=_status(rows),
            voters=tuple(voter for row in rows for voter in voters.get(row.centre_id, ())),
        )
        for unit, rows in units(rules, memberships)
    ]


def _status(memberships):
    active = any(row.status == MembershipStatus.ACTIVE for row in memberships)
    return RollStatus.ELIGIBLE if active else RollStatus.SUSPENDED


def _voters(memberships, day):
    """Who acts for each active centre; somebody named twice stands on the roll once."""
    active = [row.centre_id for row in memberships if row.status == MembershipStatus.ACTIVE]
    acting = Representative.objects.acting(day).may_vote().filter(centre__in=active)
    voters, seen = {}, set()
    for person in sorted(
        acting.select_related("user"),
        key=lambda row: (row.role != RepresentativeRole.DELEGATE, row.pk),
    ):
        if person.user_id not in seen:
            seen.add(person.user_id)
            voters.setdefault(person.centre_id, []).append(Voter(person.user, person.role))
    return voters


def voters_of(motion):
    """Who may cast a ballot now, amendments included."""
    return RollVoter.objects.on_the_roll().filter(entry__motion=motion).select_related("user")


def replacements(entry, *, now):
    """Delegates and alternates of the entry's centres today who are not on this roll."""
    day, motion = network_day(now), entry.motion
    acting = Representative.objects.acting(day).may_vote().filter(centre__in=_centres_of(entry))
    acting = acting.exclude(user__in=voters_of(motion).values("user"))
    return acting.select_related("user", "centre").order_by("pk")


def heads(entry, *, now):
    """Who heads the entry's centres today: the last to be written to, and never a voter."""
    acting = Representative.objects.acting(network_day(now)).filter(
        role=RepresentativeRole.HEAD, centre__in=_centres_of(entry)
    )
    return acting.select_related("user").order_by("pk")


def whom_to_write(entry, *, now):
    """The entry's delegates, then its alternates, then the heads of its centres."""
    voters = entry.voters.on_the_roll().filter(user__is_active=True).select_related("user")
    in_order = sorted(voters, key=lambda row: (row.role != RepresentativeRole.DELEGATE, row.pk))
    return [row.user for row in in_order] + [row.user for row in heads(entry, now=now)]


def _centres_of(entry):
    """The active centres that share this vote, as the register stands now."""
    of_unit = dict(units(entry.motion.rule_set.rules, list(entitled_memberships())))
    rows = of_unit.get(entry.unit, ())
    return [row.centre_id for row in rows if row.status == MembershipStatus.ACTIVE]


def by_country_name(entries):
    """The order in which pages show a roll."""
    return sorted(entries, key=lambda entry: (str(entry.country.name), entry.unit))


def draw_up(motion, planned, alias_of):
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
    RollVoter.objects.bulk_create(
        RollVoter(entry=entry, user=voter.user, role=voter.role, alias=alias_of(voter.user))
        for entry, line in zip(entries, planned, strict=True)
        for voter in line.voters
    )
