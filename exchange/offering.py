"""Who offers a service, for lists of centres that live in other apps."""

from exchange.models import ServiceOffer


def centres_offering(service):
    """The ids of the centres in the Network that offer it, as a queryset for `pk__in`."""
    return ServiceOffer.objects.open().filter(service=service).values("centre")


def offers_of(centre):
    """What a centre offers now, in the order of the catalogue."""
    found = ServiceOffer.objects.open().filter(centre=centre).select_related("service")
    return found.order_by("service__position", "service__name")
