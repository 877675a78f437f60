"""In which votes a centre took part: that it did, never how. `members` knows nothing of votes."""

from django import template
from django.db.models import Q

from voting.models import Motion, RollEntry

register = template.Library()


@register.inclusion_tag("voting/_votes_of_centre.html")
def votes_of(centre):
    """Its lines on the rolls of certified votes: open, provisional and annulled ones stay out.

    Where a country casts one vote, the line names the centres that shared it at opening.
    """
    shared = Q(unit=centre.country.code, name__contains=centre.name)
    entries = RollEntry.objects.filter(Q(unit=centre.slug) | shared)
    entries = entries.filter(motion__in=Motion.objects.certified())
    return {
        "entries": entries.with_has_voted().select_related("motion").order_by("-motion__opened_at")
    }
