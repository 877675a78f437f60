"""The rows behind the API, each with what presenting it reads, in the same number of queries."""

from django.db.models import Exists, OuterRef, Prefetch, Q

from common.countries import REGIONS
from declarations.models import Declaration
from knowledge_exchange.models import Paper, PaperVersion, Position
from members.enums import MembershipStatus
from members.models import Centre, Mandate, Membership, Representative
from members.register import centre_search
from voting.models import Motion


def members():
    """Every centre that is or was in the Network."""
    ever = Membership.objects.filter(centre=OuterRef("pk"))
    return Centre.objects.filter(Exists(ever)).prefetch_related(
        "memberships__events",
        "hosts__former_names",
        "co_chair_terms",
        Prefetch("mandates", Mandate.objects.current(), to_attr="current_mandates"),
    )


def fitting(members, *, country, region, q, **membership):
    """Those with this country, region and words, whose open or last membership fits."""
    if country:
        members = members.filter(country=country)
    if region:
        members = members.filter(country__in=REGIONS[region])
    members = centre_search.matching(members, q)
    facts = {name: value for name, value in membership.items() if value}
    if not facts:
        return members
    same_centre = Membership.objects.filter(centre=OuterRef("centre"))
    is_latest = ~Exists(same_centre.filter(pk__gt=OuterRef("pk")))
    is_closed = ~Exists(same_centre.in_the_network())
    open_or_last = Membership.objects.filter(
        ~Q(status=MembershipStatus.ENDED) | (is_latest & is_closed)
    )
    return members.filter(Exists(open_or_last.filter(centre=OuterRef("pk"), **facts)))


def papers():
    """Published ones, and those that were."""
    stated = Position.objects.on_this_text().select_related("centre")
    versions = (
        PaperVersion.objects.published()
        .order_by("-number")
        .without_texts()
        .prefetch_related(Prefetch("positions", stated, to_attr="stated"))
    )
    return (
        Paper.objects.ever_public()
        .select_related("meeting")
        .prefetch_related("author_list__centre", "themes")
        .prefetch_related(Prefetch("versions", versions, to_attr="public_versions"))
    )


def results():
    return Motion.objects.certified().select_related("rule_set")


def declarations():
    return Declaration.objects.with_public_parts()


def representatives(day):
    """Those who act for a centre of the Network on that day."""
    return Representative.objects.acting(day).select_related("centre", "user")
