"""What happens to memberships: each step with a day, a reason, a trace and a letter about it.

Nothing else writes a membership or its history. A step of one membership and the steps of a whole
file take the same way (`take`): one end, one event, one kind of letter.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from members.enums import Basis
from members.register.founded import is_being_founded
from members.register.membership_rules import Dates, Noted, Step, StepKind, apply
from members.register.models import (
    Centre,
    Membership,
    MembershipEvent,
    Representative,
    User,
)
from members.register.services.notifications import draft_letters, notify
from members.register.services.representing import Done, end_all
from outbox import services as outbox
from proposals.services import must_be_another

BATCH = 500
NAMED = 100  # of a file's changes in the letter to the members


class Planned(NamedTuple):
    """A step of a membership; with an entry the centre's earlier membership, if there was one."""

    membership: Membership
    step: Step
    earlier: Membership | None = None


@transaction.atomic
def take(
    planned: Sequence[Planned],
    *,
    by: User | None,
    released_by: User | None,
    basis: Basis = Basis.TWO_PEOPLE,
    now: datetime,
) -> list[MembershipEvent]:
    """Take these steps in their order, or refuse all of them.

    The caller holds the locks of the centres and gives memberships as the database has them,
    unsaved ones to be entered. Whoever acts for a centre before or after hears of what happened
    to it; with the end of its membership nobody acts for it any more. Returns what happened, for
    `tell_the_members`.
    """
    if basis == Basis.TWO_PEOPLE:
        must_be_another(by, released_by)
    if basis != Basis.FOUNDING and is_being_founded():
        raise Refused(_("The Network is being founded: its memberships are part of the founding."))
    events = []
    for membership, step, earlier in planned:
        apply(step, membership, on=network_day(now), earlier=earlier)
        event = _event(membership, step.reason, step.effective, step.announced, by, now, basis)
        event.released_by = released_by
        events.append(event)
    memberships = list({id(row): row for row, _step, _earlier in planned}.values())
    recipients = _acting([row.centre_id for row in memberships], now)
    new = [row for row in memberships if row.pk is None]
    changed = [row for row in memberships if row.pk is not None]
    Membership.objects.bulk_create(new, batch_size=BATCH)
    if changed:
        fields = sorted({field for _row, step, _earlier in planned for field in step.changes})
        Membership.objects.bulk_update(changed, fields, batch_size=BATCH)
    MembershipEvent.objects.bulk_create(events, batch_size=BATCH)
    for centre, people in _acting([row.centre_id for row in memberships], now).items():
        recipients[centre] |= people
    letters = [
        letter
        for event, (membership, step, _earlier) in zip(events, planned, strict=True)
        if step.kind != StepKind.DATES
        for letter in draft_letters(
            recipients[membership.centre_id].values(),
            "members.membership_changed",
            key=f"membership-event:{event.pk}",
            about=membership,
            now=now,
            details={"event": event.pk},
        )
    ]
    outbox.queue_all(letters, now=now)
    left = [
        membership.centre for membership, step, _earlier in planned if step.kind == StepKind.END
    ]
    roles = Representative.objects.filter(centre__in=left)
    by_others = basis != Basis.OWN_ACT
    done: Done = {"by": by, "confirmed_by": released_by, "basis": basis}
    end_all(roles, with_membership=by_others, **done, now=now)
    return [
        event
        for event, (_row, step, _earlier) in zip(events, planned, strict=True)
        if step.kind != StepKind.DATES
    ]


def tell_the_members(events: Sequence[MembershipEvent], *, now: datetime) -> None:
    """One letter to each about what happened without a vote; own people have one of their own."""
    told = [event for event in events if event.basis in (Basis.TWO_PEOPLE, Basis.OWN_ACT)]
    if not told:
        return
    people = Representative.objects.acting(network_day(now)).select_related("user").order_by("pk")
    centres = {event.membership.centre_id for event in told}
    if len(centres) == 1:
        people = people.exclude(centre__in=centres)
    named = [event.pk for event in told[:NAMED]]
    notify(
        people,
        "members.memberships_changed",
        key=f"membership-event:{told[0].pk}",
        about=told[0].membership,
        now=now,
        details={"events": named, "more": len(told) - len(named)},
    )


def _acting(centres: Sequence[int], now: datetime) -> defaultdict[int, dict[int, Representative]]:
    """{centre: {person: their role}} of those who act for these centres."""
    people: defaultdict[int, dict[int, Representative]] = defaultdict(dict)
    for start in range(0, len(centres), BATCH):
        acting = Representative.objects.acting(network_day(now))
        acting = acting.filter(centre__in=centres[start : start + BATCH])
        for person in acting.select_related("user").order_by("pk"):
            people[person.centre_id][person.user_id] = person
    return people


def _event(
    membership: Membership,
    note: str,
    effective: str,
    announced: str,
    by: User | None,
    now: datetime,
    basis: Basis,
) -> MembershipEvent:
    return MembershipEvent(
        membership=membership,
        at=now,
        announced=announced,
        effective=effective,
        membership_class=membership.membership_class,
        maturity=membership.maturity,
        status=membership.status,
        by=by,
        basis=basis,
        note=note,
    )


def note_on_membership(centre: Centre, note: str, *, by: User | None, now: datetime) -> None:
    """In the history of a centre that is in the Network: something that changes no fact."""
    membership = Membership.objects.in_the_network().filter(centre=centre).first()
    if membership:
        _event(membership, note, "", "", by, now, Basis.NOTE).save()


# --- One membership -------------------------------------------------------------------------


@transaction.atomic
def enter(
    centre: Centre,
    *,
    membership_class: str,
    maturity: str = "",
    reason: str,
    by: User | None,
    released_by: User | None = None,
    basis: Basis = Basis.TWO_PEOPLE,
    now: datetime,
    **dates: Unpack[Dates],
) -> Membership:
    """Enter a membership, the first one or one after an end; since when may be unknown."""
    row = Centre.objects.select_for_update().get(pk=centre.pk)
    step = Step.enter(membership_class=membership_class, maturity=maturity, reason=reason, **dates)
    membership = Membership(centre=row)
    earlier = row.memberships.in_the_network().first() or row.memberships.order_by("-pk").first()
    plan = [Planned(membership, step, earlier)]
    events = take(plan, by=by, released_by=released_by, basis=basis, now=now)
    tell_the_members(events, now=now)
    return membership


def suspend(
    membership: Membership, *, by: User, released_by: User, now: datetime, **noted: Unpack[Noted]
) -> Membership:
    """Keep the listing and lose the vote."""
    return _take_one(membership, Step.suspend(**noted), by, released_by, now)


def resume(
    membership: Membership, *, by: User, released_by: User, now: datetime, **noted: Unpack[Noted]
) -> Membership:
    return _take_one(membership, Step.resume(**noted), by, released_by, now)


def end(
    membership: Membership, *, by: User, released_by: User, now: datetime, **noted: Unpack[Noted]
) -> Membership:
    """End it; its people are recipients, and act for the centre no longer from today on."""
    return _take_one(membership, Step.end(**noted), by, released_by, now)


def change_class(
    membership: Membership,
    membership_class: str,
    *,
    by: User,
    released_by: User,
    now: datetime,
    **noted: Unpack[Noted],
) -> Membership:
    return _take_one(membership, Step.change_class(membership_class, **noted), by, released_by, now)


def change_maturity(
    membership: Membership,
    maturity: str,
    *,
    by: User,
    released_by: User,
    now: datetime,
    **noted: Unpack[Noted],
) -> Membership:
    return _take_one(membership, Step.change_maturity(maturity, **noted), by, released_by, now)


def correct_dates(
    membership: Membership,
    *,
    announced: str,
    effective: str,
    reason: str,
    by: User,
    released_by: User,
    now: datetime,
) -> Membership:
    """Put right since when the membership holds; nothing happened, so nobody is written to."""
    step = Step.correct_dates(announced=announced, effective=effective, reason=reason)
    return _take_one(membership, step, by, released_by, now)


@transaction.atomic
def _take_one(
    membership: Membership, step: Step, by: User, released_by: User, now: datetime
) -> Membership:
    """The centre's row is locked first, as wherever its people or memberships change."""
    Centre.objects.select_for_update().get(pk=membership.centre_id)
    rows = Membership.objects.select_for_update(of=["self"]).select_related("centre")
    row = rows.get(pk=membership.pk)
    events = take([Planned(row, step)], by=by, released_by=released_by, now=now)
    tell_the_members(events, now=now)
    return row
