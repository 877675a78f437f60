"""What each country of Europe is in the Network: what the map and the counts by region show.

Only memberships speak here. An applicant's country is not shown while the application runs: that a
centre applies is known to the voters alone, and a motion's result is public only once it is
certified (see `voting.records.publishing`). Certifying an admission makes the membership in the
same transaction, so the country appears on that day, as a member's; a refused one never does.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Case, Count, F, Min, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.countries import REGIONS
from common.freshness import remembered
from members.enums import MembershipClass, MembershipStatus
from members.register.models import Membership

STATES = ("member", "associate", "suspended", "invented", "former")  # a country's: the first


class Presence(NamedTuple):
    """A country's state, how many centres stand behind it, and the name and slug of one.

    `invented` is how many of them a demonstration made up; alone they are no member on the map.
    """

    state: str
    centres: int
    name: str
    slug: str
    invented: int


def remembered_by_country() -> dict[str, Presence]:
    """What `by_country` gave last, as long as nobody has changed the register since."""
    countries = remembered("presence", by_country)
    return {country: Presence(*values) for country, values in countries.items()}


def by_country() -> dict[str, Presence]:
    """{country: Presence}, of the centres in the Network or, where none is, of those that were."""
    # Of those that left only how many: whoever left twice, as what, is one of them.
    was = Case(When(status=MembershipStatus.ENDED, then=Value("")), default=F("membership_class"))
    rows = (
        Membership.objects.order_by()
        .values("centre__country", "centre__is_demo", "status", was=was)
        .annotate(
            count=Count("centre", distinct=True), name=Min("centre__name"), slug=Min("centre__slug")
        )
    )
    parts: dict[str, list[Presence]] = {}
    for row in rows:
        if row["status"] == MembershipStatus.ENDED:
            state = "former"
        elif row["centre__is_demo"]:
            state = "invented"
        elif row["status"] == MembershipStatus.SUSPENDED:
            state = "suspended"
        else:
            state = "member" if row["was"] == MembershipClass.MEMBER else "associate"
        invented = row["count"] if row["centre__is_demo"] else 0
        part = Presence(state, row["count"], row["name"], row["slug"], invented)
        parts.setdefault(str(row["centre__country"]), []).append(part)
    return {country: _summed(of_country) for country, of_country in parts.items()}


def _summed(parts: Sequence[Presence]) -> Presence:
    """A centre that is in again does not count as one that left."""
    shown_parts = [part for part in parts if part.state != "former"] or parts
    first = min(shown_parts, key=lambda part: STATES.index(part.state))
    return first._replace(
        centres=sum(part.centres for part in shown_parts),
        invented=sum(part.invented for part in shown_parts),
    )


def places(countries: Mapping[str, Presence]) -> dict[str, tuple[str, str, str]]:
    """For the map: {country: (state, label, link)}; several centres lead to the list of them."""
    places = {}
    for country, presence in countries.items():
        if presence.centres == 1:
            label = presence.name
            link = reverse("members:centre", args=[presence.slug])
        else:
            centres = ngettext("%(count)d centre", "%(count)d centres", presence.centres)
            label = centres % {"count": presence.centres}
            if presence.invented:
                label += ", " + _("%(count)d of them invented") % {"count": presence.invented}
            link = reverse("members:directory") + f"?country={country}"
        places[country] = presence.state, label, link
    return places


def in_the_network(countries: Mapping[str, Presence]) -> dict[str, Presence]:
    """{country: Presence} without those whose centres have all left."""
    return {code: presence for code, presence in countries.items() if presence.state != "former"}


def by_region(countries: Mapping[str, Presence]) -> list[tuple[str, int]]:
    """(region, centres in the Network) of every region; none is a number too."""
    present = in_the_network(countries)
    return [
        (region, sum(present[code].centres for code in codes if code in present))
        for region, codes in REGIONS.items()
    ]


def invented(countries: Mapping[str, Presence]) -> int:
    """How many of the centres in the Network a demonstration made up."""
    return sum(presence.invented for presence in in_the_network(countries).values())
