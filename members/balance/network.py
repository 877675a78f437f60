"""The Network as the public pages show it, read from the register."""

from collections.abc import Iterable, Sequence
from datetime import date

from django_countries import countries

from common.dates import first_day
from members.balance.composition import Balance, Classified, Unit, balance_of, classified
from members.balance.composition_over_time import Timeline
from members.balance.rotation import Leader
from members.enums import Maturity, MembershipClass
from members.register.models import CoChairTerm, Membership

UNKNOWN_DATE = "0"  # of a term that was: it sorts before all dates, and after "never"


def memberships() -> list[Membership]:
    """Open memberships by the name of their country."""
    rows = Membership.objects.in_the_network().select_related("centre")
    return sorted(rows, key=lambda row: countries.name(str(row.centre.country)))


def figures(memberships: Sequence[Membership]) -> dict[str, int]:
    """The counts that the pages say in words."""
    members = [row for row in memberships if row.membership_class == MembershipClass.MEMBER]
    return {
        "countries": len({str(row.centre.country) for row in memberships}),
        "members": len(members),
        "associates": len(memberships) - len(members),
        "experienced": sum(row.maturity == Maturity.EXPERIENCED for row in members),
        "new": sum(row.maturity == Maturity.NEW for row in members),
        "centres": len(memberships),
        "invented": sum(row.centre.is_demo for row in memberships),
    }


def balance(memberships: Iterable[Membership]) -> Balance:
    return balance_of(
        Unit(
            row.centre.name,
            str(row.centre.country),
            row.maturity,
            is_member=row.membership_class == MembershipClass.MEMBER,
        )
        for row in memberships
    )


def classified_otherwise(
    memberships: Iterable[Membership], newly_established_years: int, day: date
) -> list[Classified]:
    """Members whose class in the Network's own list is not what the rule's years would say."""
    both = [
        classified(
            row.centre.name,
            row.maturity,
            first_day(row.centre.established),
            day,
            newly_established_years,
        )
        for row in memberships
        if row.membership_class == MembershipClass.MEMBER
    ]
    return [centre for centre in both if centre.differs]


# --- Over time --------------------------------------------------------------------------


def timelines() -> list[Timeline]:
    """Each membership that ever was, with its steps."""
    rows = Membership.objects.select_related("centre").prefetch_related("events").order_by("pk")
    return [Timeline(row.centre.name, str(row.centre.country), row.history().steps) for row in rows]


# --- Co-chairs --------------------------------------------------------------------------


def terms_by_time(day: date) -> dict[str, list[CoChairTerm]]:
    """All terms: those that hold on this day, those to come, and those that are over."""
    terms = CoChairTerm.objects.select_related("centre")
    holding = set(terms.on(day).values_list("pk", flat=True))
    by_time: dict[str, list[CoChairTerm]] = {"leading": [], "to_come": [], "past": []}
    for term in terms:
        if term.pk in holding:
            by_time["leading"].append(term)
        else:
            by_time["to_come" if term.began > day.isoformat() else "past"].append(term)
    return by_time


def leaders(day: date) -> list[Leader]:
    """The active members as the rotation sees them."""
    last_led = {}
    for term in CoChairTerm.objects.order_by("began"):
        last_led[term.centre_id] = term.began or UNKNOWN_DATE
    leading = set(CoChairTerm.objects.not_over_by(day).values_list("centre", flat=True))
    members = Membership.objects.entitled_to_vote().select_related("centre")
    return [
        Leader(
            row.centre.name,
            str(row.centre.country),
            row.maturity,
            last_led.get(row.centre_id, ""),
            row.centre_id in leading,
        )
        for row in members
    ]
