"""The chapter on members in the report of a year."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from common.yearly import Chapter, Figure, Rows, Told, Year
from members.enums import MembershipClass, MembershipStatus, ReconfirmationStatus
from members.register.history_of_memberships import Facts, Step
from members.register.models import Centre, Membership, Reconfirmation

MEMBERSHIP, CENTRE, RECONFIRMATION = (
    "members.membership",
    "members.centre",
    "members.reconfirmation",
)


@dataclass(frozen=True)
class MembershipInYear:
    """A membership as it stood at both ends of a year, and its steps in between."""

    key: int
    centre: Centre
    at_start: Facts | None  # None: not in the Network
    at_end: Facts | None
    steps: tuple[tuple[Facts | None, Step], ...]  # each with what held before


def memberships_in(year: Year) -> list[MembershipInYear]:
    rows = Membership.objects.select_related("centre").prefetch_related("events").order_by("pk")
    return [_in_year(row.pk, row.centre, row.history().steps, year) for row in rows]


def _in_year(key: int, centre: Centre, steps: Iterable[Step], year: Year) -> MembershipInYear:
    """Partial dates sort as text, and what has no date was always so."""
    start, last_day = str(year.number), year.last_day.isoformat()
    before: Facts | None = None
    at_start: Facts | None = None
    within = []
    for step in steps:
        if step.since > last_day:
            break
        if step.since >= start:
            within.append((before, step))
        before = step.facts
        if step.since < start:
            at_start = step.facts
    in_the_network = [
        facts if facts and facts.is_in_the_network else None for facts in (at_start, before)
    ]
    return MembershipInYear(key, centre, *in_the_network, steps=tuple(within))


def tell_members(year: Year) -> Told:
    memberships = memberships_in(year)

    def standing(end: str, membership_class: str) -> list[int]:
        facts = [(row.key, getattr(row, end)) for row in memberships]
        return [key for key, fact in facts if fact and fact.membership_class == membership_class]

    def changed(fact: str, *values: str) -> list[int]:
        """Memberships that became one of these; all that changed where no value is named."""
        return [
            row.key
            for row in memberships
            if any(
                before and fact in step.changed and getattr(step.facts, fact) in (values or (now,))
                for before, step in row.steps
                for now in [getattr(step.facts, fact)]
            )
        ]

    member, associate = MembershipClass.MEMBER, MembershipClass.ASSOCIATE
    joined = [row.key for row in memberships for before, _step in row.steps if before is None]
    suspended = [row.key for row in memberships if row.at_end and row.at_end.status == "suspended"]
    resumed = [
        row.key
        for row in memberships
        if any(
            before
            and before.status == MembershipStatus.SUSPENDED
            and step.facts.status == MembershipStatus.ACTIVE
            for before, step in row.steps
        )
    ]
    told = (
        ("members-start", _("Members at the start"), standing("at_start", member)),
        ("associates-start", _("Associates at the start"), standing("at_start", associate)),
        ("joined", _("Joined"), joined),
        ("ended", _("Left"), changed("status", MembershipStatus.ENDED)),
        ("suspended", _("Suspended"), changed("status", MembershipStatus.SUSPENDED)),
        ("resumed", _("Suspensions lifted"), resumed),
        ("class", _("Changed between member and associate"), changed("membership_class")),
        ("maturity", _("Classed anew as experienced or new"), changed("maturity")),
        ("members-end", _("Members at the end"), standing("at_end", member)),
        ("associates-end", _("Associates at the end"), standing("at_end", associate)),
        ("suspended-end", _("Of them suspended at the end"), suspended),
    )
    figures = [
        Figure(name=name, label=label, of=MEMBERSHIP, keys=keys, is_public=True)
        for name, label, keys in told
    ]
    return Told(figures=[*figures, *_reconfirmations(year)])


def _reconfirmations(year: Year) -> list[Figure]:
    """Those that were asked for in the year, and what had come of them when it ended."""
    rows = Reconfirmation.objects.filter(year.holds("asked_at")).order_by("pk")
    asked, in_time, late, accepted = [], [], [], []
    facts = rows.values_list("pk", "due_on", "answered_at", "status", "settled_at")
    for key, due_on, answered_at, status, settled_at in facts:
        asked.append(key)
        if year.is_past(answered_at):
            (in_time if network_day(answered_at) <= due_on else late).append(key)
        if status == ReconfirmationStatus.ACCEPTED and year.is_past(settled_at):
            accepted.append(key)
    silent = [key for key in asked if key not in {*in_time, *late}]
    told = (
        ("asked", _("Reconfirmations asked for"), asked, ""),
        ("in-time", _("Answered by the day that the rules give"), in_time, "asked"),
        ("late", _("Answered later"), late, "asked"),
        ("silent", _("Not answered in the year"), silent, "asked"),
        ("accepted", _("Reconfirmations accepted"), accepted, "asked"),
    )
    return [
        Figure(
            name=f"reconfirmations-{name}",
            label=label,
            of=RECONFIRMATION,
            keys=keys,
            base=base and f"reconfirmations-{base}",
        )
        for name, label, keys, base in told
    ]


ROWS = (
    Rows(
        name=MEMBERSHIP,
        label=_("Memberships"),
        read=lambda keys: Membership.objects.filter(pk__in=keys).select_related("centre"),
        title=str,
        url=lambda row: reverse("admin:members_membership_change", args=[row.pk]),
    ),
    Rows(
        name=CENTRE,
        label=_("Centres"),
        read=lambda keys: Centre.objects.filter(pk__in=keys),
        title=str,
        url=lambda row: reverse("admin:members_centre_change", args=[row.pk]),
    ),
    Rows(
        name=RECONFIRMATION,
        label=_("Reconfirmations"),
        read=lambda keys: Reconfirmation.objects.filter(pk__in=keys).select_related("centre"),
        title=str,
        url=lambda row: reverse("admin:members_reconfirmation_change", args=[row.pk]),
    ),
)
MEMBERS = Chapter(name="members", title=_("Members"), tell=tell_members)
