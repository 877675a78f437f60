"""The public directory's list: its two parts and its orders.

Centres in the Network come first, page by page; those that left are a part of their own.
"""

from collections.abc import Mapping

from django.db.models import Case, Exists, OuterRef, Prefetch, QuerySet, Value, When

from members.enums import MembershipStatus
from members.register.models import Centre, Membership
from members.register.models.register import by_country_name

ORDERS = {"country": (by_country_name(), "name"), "centre": ("name",)}  # each has its index
MOST_COUNTED = 1000


def in_the_network(wanted: Mapping[str, str]) -> QuerySet[Centre]:
    """Centres whose open membership is as wanted."""
    fits = _of_the_centre().in_the_network().filter(**wanted)
    return _shown(Centre.objects.filter(Exists(fits)))


def former(wanted: Mapping[str, str]) -> QuerySet[Centre]:
    """Centres that have left, and whose last membership was as wanted."""
    later = Membership.objects.filter(centre=OuterRef("centre"), pk__gt=OuterRef("pk"))
    last = _of_the_centre().filter(~Exists(later), status=MembershipStatus.ENDED, **wanted)
    is_in = _of_the_centre().in_the_network()
    return _shown(Centre.objects.filter(Exists(last), ~Exists(is_in)))


def lately_left(
    wanted: Mapping[str, str], centres: QuerySet[Centre], size: int
) -> tuple[list[Centre], bool]:
    """(the first of these centres that left, whether there are more), who left last first.

    Found from the memberships: in the order of centres they may all lie at the end.
    """
    same = Membership.objects.filter(centre=OuterRef("centre"))
    ended = Membership.objects.filter(
        ~Exists(same.filter(pk__gt=OuterRef("pk"))),
        ~Exists(same.in_the_network()),
        status=MembershipStatus.ENDED,
        centre__in=centres.order_by(),
        **wanted,
    )
    keys = list(ended.order_by("-pk").values_list("centre", flat=True)[: size + 1])
    by_key = {centre.pk: centre for centre in _shown(Centre.objects.filter(pk__in=keys[:size]))}
    return [by_key[key] for key in keys[:size]], len(keys) > size


def counted(centres: QuerySet[Centre]) -> int:
    """How many; one more than MOST_COUNTED stands for all above."""
    return centres.order_by()[: MOST_COUNTED + 1].count()


def in_the_network_first() -> Case:
    return Case(When(status=MembershipStatus.ENDED, then=Value(1)), default=Value(0))


def _of_the_centre():
    return Membership.objects.filter(centre=OuterRef("pk"))


def _shown(centres):
    """With hosts and memberships, the one that tells first."""
    in_order = Membership.objects.order_by(in_the_network_first(), "-pk")
    return centres.prefetch_related("hosts", Prefetch("memberships", in_order))
