"""What each country of Europe is in the Network: what the map and the counts by region show.

Only memberships speak here. An applicant's country is not shown while the application runs: that a
centre applies is known to the voters alone, and a motion's result is public only once it is
certified (see `voting.records.publishing`). Certifying an admission makes the membership in the
same transaction, so the country appears on that day, as a member's; a refused one never does.
"""

from typing import NamedTuple

from django.db.models import Case, Count, F, Min, Value, When
from django.urls import reverse
from django.utils.translation import ngettext

from common.countries import REGIONS
from common.freshness import remembered
from members.enums import MembershipClass, MembershipStatus
from members.register.models import Membership

STATES = ("member", "associate", "suspended", "former")  # the first that fits is a country's


class Presence(NamedTuple):
    """A country's state, how many centres stand behind it, and the name and slug of one."""

    state: str
    count: int
    name: str
    slug: str


def known():
    """What `by_country` found last, as long as nobody has changed the register since."""
    found = remembered("presence", by_country)
    return {country: Presence(*of) for country, of in found.items()}


def by_country():
    """{country: Presence}, of the centres in the Network or, where none is, of those that were."""
    found = {}
    for country, *row in _groups():
        found.setdefault(country, []).append(Presence(*row))
    return {country: _summed(parts) for country, parts in found.items()}


def _groups():
    """Of those that left only how many: whoever left twice, as what, is one of them."""
    was = Case(When(status=MembershipStatus.ENDED, then=Value("")), default=F("membership_class"))
    rows = (
        Membership.objects.order_by()
        .values("centre__country", "status", was=was)
        .annotate(
            count=Count("centre", distinct=True), name=Min("centre__name"), slug=Min("centre__slug")
        )
    )
    for row in rows:
        state = _state(row["was"], row["status"])
        yield row["centre__country"], state, row["count"], row["name"], row["slug"]


def _state(membership_class, status):
    if status == MembershipStatus.ENDED:
        return "former"
    if status == MembershipStatus.SUSPENDED:
        return "suspended"
    return "member" if membership_class == MembershipClass.MEMBER else "associate"


def _summed(parts):
    """A centre that is in again does not count as one that left."""
    standing = [part for part in parts if part.state != "former"] or parts
    first = min(standing, key=lambda part: STATES.index(part.state))
    return first._replace(count=sum(part.count for part in standing))


def places(presence):
    """For the map: {country: (state, label, link)}; several centres lead to the list of them."""
    return {country: (of.state, _label(of), _link(country, of)) for country, of in presence.items()}


def _label(of):
    if of.count == 1:
        return of.name
    return ngettext("%(count)d centre", "%(count)d centres", of.count) % {"count": of.count}


def _link(country, of):
    if of.count == 1:
        return reverse("members:centre", args=[of.slug])
    return reverse("members:directory") + f"?country={country}"


def in_the_network(presence):
    """{country: Presence} without those whose centres have all left."""
    return {country: of for country, of in presence.items() if of.state != "former"}


def by_region(presence):
    """(region, centres in the Network) of every region; none is a number too."""
    standing = in_the_network(presence)
    return [
        (region, sum(standing[code].count for code in codes if code in standing))
        for region, codes in REGIONS.items()
    ]
