"""The front page of Knowledge Exchange: its meetings and its papers."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from knowledge_exchange.meetings.models import Meeting, Series
from knowledge_exchange.papers.models import Paper, PaperVersion
from knowledge_exchange.permissions import can_read_drafts

LATEST = 5
UPCOMING = 20


@require_safe
@login_not_required
def index(request):
    now = timezone.now()
    papers = Paper.objects.visible_to(request.user).select_related("meeting")
    meetings = Meeting.objects.visible_to(request.user).select_related("series")
    drafts = PaperVersion.objects.drafts().with_deadline_of_silence().without_texts()
    context = {
        "upcoming": meetings.upcoming(now)[:UPCOMING],
        "past": meetings.past(now)[:LATEST],
        "series": Series.objects.all(),
        "latest": papers.published()[:LATEST],
        "in_preparation": papers.in_preparation().prefetch_related(
            Prefetch("versions", drafts, to_attr="drafts")
        )
        if can_read_drafts(request.user)
        else (),
    }
    return render(request, "knowledge_exchange/index.html", context)
