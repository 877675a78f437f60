"""Published papers on pages of what lies below them: a centre's, and a meeting's."""

from django import template

from knowledge_exchange.papers.models import Paper

register = template.Library()


@register.inclusion_tag("knowledge_exchange/_papers_of_centre.html")
def papers_of(centre):
    """The published papers of the meetings that the centre organised."""
    papers = Paper.objects.published().filter(meeting__organising_centres=centre)
    return {"papers": papers.select_related("meeting")}


@register.inclusion_tag("knowledge_exchange/_paper_list.html")
def papers_after(meeting):
    """The published papers that followed the meeting."""
    return {"papers": meeting.papers.published()}
