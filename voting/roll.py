"""The electoral roll: who may vote, as the register stands on the day of opening."""

from itertools import groupby

from django.utils import timezone

from members.enums import MembershipStatus
from members.models import Membership, Representative
from voting.enums import RollStatus
from voting.models import RollEntry, RollVoter


def entitled_memberships():
    """Full members, suspended ones included: they stand on the roll without a vote."""
    return (
        Membership.objects.in_the_network()
        .voting_class()
        .select_related("centre")
        .order_by("centre__country", "centre__name")
    )


def units(rules):
    """What casts one vote each: [(unit, country, memberships)], by country or by centre."""
    memberships = list(entitled_memberships())
    if rules.unit == "centre":
        return [(row.centre.slug, row.centre.country, [row]) for row in memberships]
    by_country = groupby(memberships, key=lambda row: row.centre.country.code)
    return [
        (code, rows[0].centre.country, rows)
        for code, rows in ((code, list(group)) for code, group in by_country)
    ]


def draw_up(motion, *, now):
    """Write the roll of a motion that is being opened; return its entries."""
    entries = [
        RollEntry.objects.create(
            motion=motion,
            unit=unit,
            country=country,
            name=", ".join(row.centre.name for row in memberships),
            status=_status(memberships),
        )
        for unit, country, memberships in units(motion.rule_set.rules)
    ]
    _add_voters(motion, entries, timezone.localdate(now))
    return entries


def _status(memberships):
    active = any(row.status == MembershipStatus.ACTIVE for row in memberships)
    return RollStatus.ELIGIBLE if active else RollStatus.SUSPENDED


def _add_voters(motion, entries, day):
    entry_of = {entry.unit: entry for entry in entries}
    by_centre = motion.rule_set.rules.unit == "centre"
    active = Membership.objects.entitled_to_vote().values("centre")
    acting = Representative.objects.on(day).may_vote().filter(centre__in=active)
    RollVoter.objects.bulk_create(
        RollVoter(
            entry=entry_of[person.centre.slug if by_centre else person.centre.country.code],
            user_id=person.user_id,
            role=person.role,
        )
        for person in acting.select_related("centre")
    )


def frozen_text(motion):
    """What opening fixes, for the fingerprint: question, rules, deadline and roll; no names."""
    entries = motion.roll.prefetch_related("voters").order_by("unit")
    return {
        "question": motion.question,
        "rule_set": motion.rule_set.sha256,
        "closes_at": motion.closes_at.isoformat(),
        "roll": [
            {
                "unit": entry.unit,
                "name": entry.name,
                "weight": entry.weight,
                "status": entry.status,
                "voters": sorted(voter.user_id for voter in entry.voters.all()),
            }
            for entry in entries
        ],
    }
