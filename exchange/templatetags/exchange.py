"""What the pages of other apps show of the exchange."""

from django import template

from exchange import offering

register = template.Library()


@register.inclusion_tag("exchange/_services_of.html")
def services_of(centre):
    """The services that a centre offers, for its own page; one query."""
    return {"offers": offering.offers_of(centre)}
