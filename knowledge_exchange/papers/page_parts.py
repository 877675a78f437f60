"""What pages of the register show of papers."""

from django.db.models import QuerySet

from common.accounts import Visitor
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.papers.models import Paper
from members.models import Centre


def papers_of_centre(centre: Centre, viewer: Visitor) -> dict[str, QuerySet[Paper]]:
    """The published papers of the meetings that the centre organised."""
    papers = Paper.objects.published().filter(meeting__organising_centres=centre)
    return {"papers": papers.select_related("meeting")}


def papers_after(meeting: Meeting) -> dict[str, object]:
    """All that were begun after a meeting, drafts too, for the secretariat."""
    return {"meeting": meeting, "papers": Paper.objects.filter(meeting=meeting).order_by("pk")}
