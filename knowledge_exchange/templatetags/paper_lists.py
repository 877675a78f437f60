"""Published papers on the page of a meeting, which lies below them."""

from django import template

register = template.Library()


@register.inclusion_tag("knowledge_exchange/_paper_list.html")
def papers_after(meeting):
    """The published papers that followed the meeting."""
    return {"papers": meeting.papers.published()}
