"""What waits in the exchange: services to decide on, and buddies to agree to."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.waiting import Kind, Row, Things, Viewer, Whose
from exchange.enums import SPEAKING_ROLES
from exchange.models import BuddyPair, Service
from exchange.permissions import can_keep_buddies, can_keep_catalogue
from members.register.acting import acting_today


def services(viewer: Viewer) -> Things | None:
    if not can_keep_catalogue(viewer.user):
        return None
    return Things(
        rows=Service.objects.proposed(),
        since="proposed_at",
        fields=("name",),
        title=lambda row: row["name"],
        url=lambda row: reverse("admin:exchange_service_change", args=[row["pk"]]),
    )


def buddies(viewer: Viewer) -> Things | None:
    """The side that was asked says yes or no; as `permissions.can_agree` has it."""
    if can_keep_buddies(viewer.user):
        return _pairs(BuddyPair.objects.waiting(), "admin:exchange_buddypair_change", Whose.OTHERS)
    acting = acting_today(viewer.user)
    if acting is None:
        return None
    asked = Q(supporter=acting.centre) | Q(supported=acting.centre, proposed_for__isnull=False)
    pairs = BuddyPair.objects.waiting().filter(asked).exclude(proposed_for=acting.centre)
    speaks = acting.role in SPEAKING_ROLES
    return _pairs(pairs, "exchange:pair", Whose.YOU if speaks else Whose.COLLEAGUES)


def _pairs(pairs, page: str, whose: Whose) -> Things:
    def title(row: Row) -> str:
        names = {"supporter": row["supporter__name"], "supported": row["supported__name"]}
        return _("%(supporter)s supports %(supported)s, %(year)d") % {**names, "year": row["year"]}

    return Things(
        rows=pairs,
        since="proposed_at",
        fields=("supporter__name", "supported__name", "year"),
        title=title,
        url=lambda row: reverse(page, args=[row["pk"]]),
        whose=whose,
    )


KINDS = (
    Kind(
        name="exchange.service",
        label=_("Services proposed by centres"),
        act=_("Decide on the service"),
        things=services,
        page=lambda: f"{reverse('admin:exchange_service_changelist')}?queue=proposed",
    ),
    Kind(
        name="exchange.buddies",
        label=_("Buddies proposed, not yet agreed"),
        act=_("Agree or decline"),
        things=buddies,
        page=lambda: f"{reverse('admin:exchange_buddypair_changelist')}?queue=proposed",
    ),
)
