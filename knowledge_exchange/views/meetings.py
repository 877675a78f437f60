from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from knowledge_exchange import permissions
from knowledge_exchange.models import Meeting, Paper

LATEST = 5


@require_safe
@login_not_required
def index(request):
    papers = Paper.objects.visible_to(request.user).select_related("meeting")
    context = {
        "meetings": _with_papers(Meeting.objects.public()),
        "latest": papers.published()[:LATEST],
        "in_preparation": papers.in_preparation(),
    }
    return render(request, "knowledge_exchange/index.html", context)


@require_safe
@login_not_required
def meeting(request, number):
    visible = _with_papers(Meeting.objects.visible_to(request.user))
    found = get_object_or_404(visible, number=number)
    context = {"meeting": found, "can_write": permissions.can_write(request.user)}
    return render(request, "knowledge_exchange/meeting.html", context)


def _with_papers(meetings):
    return meetings.prefetch_related(
        "organising_centres",
        "partners",
        Prefetch("papers", Paper.objects.published(), to_attr="public_papers"),
    )
