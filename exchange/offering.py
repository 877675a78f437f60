"""Who offers a service, for lists of centres that live in other apps."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.accounts import Visitor
from exchange.models import Service, ServiceOffer
from members.models import Centre


def centres_offering(service: Service | str) -> QuerySet[ServiceOffer, int]:
    """The ids of the centres in the Network that offer it, as a queryset for `pk__in`."""
    return ServiceOffer.objects.open().filter(service=service).values("centre")


def services_of_centre(centre: Centre, viewer: Visitor) -> dict[str, QuerySet[ServiceOffer]]:
    """What a centre offers now, in the order of the catalogue, for its page; one query."""
    offers = ServiceOffer.objects.open().filter(centre=centre).select_related("service")
    return {"offers": offers.order_by("service__position", "service__name")}


class OfferedService:
    """The directory's filter by service; see `members.register.directory_filter`."""

    name = "service"
    label = _("Service")

    @staticmethod
    def choices():
        services = Service.objects.accepted().order_by("position", "name")
        return [(str(service.pk), service.name) for service in services]

    @staticmethod
    def narrow(centres, value):
        return centres.filter(pk__in=centres_offering(value))
