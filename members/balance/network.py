"""The Network as the public pages show it, read from the register."""

from common.dates import first_day
from members.balance.composition import Unit, balance_of, classified
from members.balance.composition_over_time import Timeline
from members.balance.rotation import Leader
from members.enums import Maturity, MembershipClass
from members.register.models import CoChairTerm, Membership

UNKNOWN_DATE = "0"  # of a term that was: it sorts before all dates, and after "never"


def memberships():
    """Open memberships by the name of their country."""
    found = Membership.objects.in_the_network().select_related("centre")
    return sorted(found, key=lambda membership: membership.centre.country.name)


def figures(found):
    """The counts that the pages say in words."""
    members = [one for one in found if one.membership_class == MembershipClass.MEMBER]
    return {
        "countries": len({one.centre.country.code for one in found}),
        "members": len(members),
        "associates": len(found) - len(members),
        "experienced": sum(one.maturity == Maturity.EXPERIENCED for one in members),
        "new": sum(one.maturity == Maturity.NEW for one in members),
    }


def balance(found):
    return balance_of([_unit(one) for one in found])


def _unit(membership):
    is_member = membership.membership_class == MembershipClass.MEMBER
    centre = membership.centre
    return Unit(centre.name, centre.country.code, membership.maturity, is_member)


def classified_otherwise(found, rules, day):
    """Members whose class in the Network's own list is not what the rule's years would say."""
    both = [
        classified(
            one.centre.name,
            one.maturity,
            first_day(one.centre.established),
            day,
            rules.newly_established_years,
        )
        for one in found
        if one.membership_class == MembershipClass.MEMBER
    ]
    return [one for one in both if one.differs]


# --- Over time --------------------------------------------------------------------------


def timelines() -> list[Timeline]:
    """Each membership that ever was, with its steps."""
    rows = Membership.objects.select_related("centre").prefetch_related("events").order_by("pk")
    return [Timeline(row.centre.name, str(row.centre.country), row.history().steps) for row in rows]


# --- Co-chairs --------------------------------------------------------------------------


def terms_by_time(day):
    """All terms: those that hold on this day, those to come, and those that are over."""
    terms = CoChairTerm.objects.select_related("centre")
    holds = set(terms.on(day).values_list("pk", flat=True))
    found = {"leading": [], "to_come": [], "past": []}
    for term in terms:
        if term.pk in holds:
            found["leading"].append(term)
        else:
            found["to_come" if term.began > day.isoformat() else "past"].append(term)
    return found


def leaders(day):
    """The active members as the rotation sees them."""
    led = {}
    for term in CoChairTerm.objects.order_by("began"):
        led[term.centre_id] = term.began or UNKNOWN_DATE
    leads = set(CoChairTerm.objects.not_over_by(day).values_list("centre", flat=True))
    members = Membership.objects.entitled_to_vote().select_related("centre")
    return [
        Leader(
            row.centre.name,
            row.centre.country.code,
            row.maturity,
            led.get(row.centre_id, ""),
            row.centre_id in leads,
        )
        for row in members
    ]
