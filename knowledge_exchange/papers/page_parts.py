"""What pages of the register and of meetings show of papers."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from common.accounts import Visitor
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.papers import phases
from knowledge_exchange.papers.models import Paper
from members.models import Centre


def papers_of_centre(centre: Centre, viewer: Visitor) -> dict[str, QuerySet[Paper]]:
    """The published papers of the meetings that the centre organised."""
    papers = Paper.objects.published().filter(meeting__organising_centres=centre)
    return {"papers": papers.select_related("meeting")}


def papers_for_the_desk_of_centre(centre: Centre, **_details: object) -> dict[str, object]:
    """Those that the centre wrote, or that followed a meeting which it organised."""
    own = Q(author_list__centre=centre) | Q(meeting__organising_centres=centre)
    wanted = Paper.objects.filter(pk__in=Paper.objects.filter(own).values("pk"))
    return _with_where_they_stand(wanted)


def papers_for_the_desk_of_meeting(meeting: Meeting, **_details: object) -> dict[str, object]:
    """All that followed it, also in preparation."""
    return _with_where_they_stand(meeting.papers.all()) | {"meeting": meeting}


def _with_where_they_stand(papers: QuerySet[Paper]) -> dict[str, object]:
    now = timezone.now()
    shown = phases.with_phases(papers).order_by("-announced", "-pk")
    rows = [(paper, phases.sentence(paper, phases.draft_of(paper), now)) for paper in shown]
    return {"papers": rows}
