"""Papers on other pages: those of a meeting, which lies below them, and where one stands."""

from django import template
from django.utils import timezone

from knowledge_exchange.papers import phases

register = template.Library()


@register.inclusion_tag("knowledge_exchange/_paper_list.html")
def papers_after(meeting):
    """The published papers that followed the meeting."""
    return {"papers": meeting.papers.published()}


@register.inclusion_tag("knowledge_exchange/_phases.html")
def phases_of(paper, draft):
    """The bar of phases, of which the version in preparation stands in one."""
    return {"phases": list(phases.bar(paper, draft, timezone.now()))}


@register.simple_tag
def stands(paper, draft):
    """Where the paper stands, in plain words."""
    return phases.sentence(paper, draft, timezone.now())
