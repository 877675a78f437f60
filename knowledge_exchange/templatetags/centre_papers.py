"""What a centre's page shows of Knowledge Exchange; `members` itself knows nothing of it."""

from django import template

from knowledge_exchange.papers.models import Paper

register = template.Library()


@register.inclusion_tag("knowledge_exchange/_papers_of_centre.html")
def papers_of(centre):
    """The published papers of the meetings that the centre organised."""
    papers = Paper.objects.published().filter(meeting__organising_centres=centre)
    return {"papers": papers.select_related("meeting")}
