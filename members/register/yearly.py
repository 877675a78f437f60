"""The chapter on members in the report of a year."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from common.yearly import Chapter, Column, Figure, Rows, Told, Year, grouped, table
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
    return MembershipInYear(
        key,
        centre,
        at_start if at_start and at_start.is_in_the_network else None,
        before if before and before.is_in_the_network else None,
        tuple(within),
    )


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
                before is not None
                and fact in step.changed
                and (not values or getattr(step.facts, fact) in values)
                for before, step in row.steps
            )
        ]

    member, associate = MembershipClass.MEMBER, MembershipClass.ASSOCIATE
    joined = [row.key for row in memberships for before, _step in row.steps if before is None]
    suspended = [
        row.key
        for row in memberships
        if row.at_end and row.at_end.status == MembershipStatus.SUSPENDED
    ]
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
    lines = {str(value): label for value, label in MembershipClass.choices}
    columns = {
        "start": Column(
            _("As the year began"), {line: standing("at_start", line) for line in lines}
        ),
        "joined": Column(_("Joined"), grouped(_moves(memberships, joining=True))),
        "left": Column(_("Left"), grouped(_moves(memberships, joining=False))),
        "end": Column(_("As it ended"), {line: standing("at_end", line) for line in lines}),
    }
    by_class = table(
        "of-class", _("By class"), _("Class"), lines, columns, of=MEMBERSHIP, is_public=True
    )
    return Told(figures=[*figures, *_reconfirmations(year)], tables=[by_class])


def _moves(memberships: Iterable[MembershipInYear], *, joining: bool) -> Iterator[tuple[str, int]]:
    """Who joined or left, by the class in which they came or went."""
    for row in memberships:
        for before, step in row.steps:
            if joining and before is None:
                yield step.facts.membership_class, row.key
            if not joining and before and not step.facts.is_in_the_network:
                yield before.membership_class, row.key


def _reconfirmations(year: Year) -> list[Figure]:
    """Those that were asked for in the year, and what had come of them when it ended."""
    rows = Reconfirmation.objects.filter(year.holds("asked_at")).order_by("pk")
    asked: list[int] = []
    in_time: list[int] = []
    late: list[int] = []
    accepted: list[int] = []
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
        ("in-time", _("Reconfirmations answered by the day that the rules give"), in_time, "asked"),
        ("late", _("Reconfirmations answered later"), late, "asked"),
        ("silent", _("Reconfirmations not answered in the year"), silent, "asked"),
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
