"""The meetings: all of them, one of them, and as calendar files."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common import markdown
from knowledge_exchange import permissions
from knowledge_exchange.meetings import calendars
from knowledge_exchange.meetings.agenda import slots
from knowledge_exchange.meetings.models import Material, Meeting, Minutes, Series
from knowledge_exchange.papers.models import Paper, PaperVersion
from knowledge_exchange.permissions import can_read_drafts

LATEST = 5
PER_PAGE = 20


@require_safe
@login_not_required
def index(request):
    papers = Paper.objects.visible_to(request.user).select_related("meeting")
    now = timezone.now()
    visible = Meeting.objects.visible_to(request.user).select_related("series")
    context = {
        "upcoming": visible.upcoming(now)[:PER_PAGE],
        "past": visible.past(now)[:LATEST],
        "series": Series.objects.all(),
        "latest": papers.published()[:LATEST],
        "in_preparation": papers.in_preparation().prefetch_related(_drafts())
        if can_read_drafts(request.user)
        else (),
    }
    return render(request, "knowledge_exchange/index.html", context)


def _drafts():
    shown = PaperVersion.objects.drafts().with_deadline_of_silence()
    return Prefetch("versions", shown.without_texts(), to_attr="drafts")


@require_safe
@login_not_required
def meetings(request):
    now, every = timezone.now(), list(Series.objects.all())
    chosen = next((one for one in every if one.slug == request.GET.get("series")), None)
    visible = Meeting.objects.visible_to(request.user).select_related("series")
    if chosen:
        visible = visible.filter(series=chosen)
    page = Paginator(visible.past(now), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "upcoming": visible.upcoming(now) if page.number == 1 else (),
        "series": every,
        "chosen": chosen,
    }
    return render(request, "knowledge_exchange/meetings/meetings.html", context)


@require_safe
@login_not_required
def meeting(request, number):
    found = visible_meeting(request.user, number)
    now = timezone.now()
    context = {
        "meeting": found,
        "is_over": found.is_over(now),
        "slots": _slots(found),
        "materials": _materials(request.user, found),
        "may_add_material": permissions.can_add_material(request.user, found),
        "can_write": permissions.can_write(request.user),
        "may_manage": permissions.can_manage_meetings(request.user),
        **_agreed(request.user, found),
        **_for_members(request.user, found, now),
    }
    return render(request, "knowledge_exchange/meeting.html", context)


def _slots(meeting):
    begins = meeting.starts_there
    if begins is None:
        return slots(meeting.agenda.all(), first_day=meeting.day)
    return slots(meeting.agenda.all(), begins.time(), begins.date())


def visible_meeting(user, number):
    meetings = Meeting.objects.visible_to(user).select_related("series", "chairing_centre")
    with_all = meetings.prefetch_related(
        "organising_centres",
        "partners",
        "agenda",
        Prefetch("papers", Paper.objects.published(), to_attr="public_papers"),
    )
    return get_object_or_404(with_all, number=number)


def _materials(user, meeting):
    seen = Material.objects.visible_to(user).filter(meeting=meeting)
    return seen.select_related("agenda_item").prefetch_related("versions")


def _agreed(user, meeting):
    """Minutes and decisions for whoever may read them, actions for the members."""
    minutes = Minutes.objects.filter(meeting=meeting).first()
    if not permissions.can_read_minutes(user, minutes):
        return {}
    agreed = {
        "minutes": minutes,
        "minutes_text": markdown.render(minutes.text).html,
        "decisions": meeting.decisions.all(),
    }
    if can_read_drafts(user):
        actions = meeting.actions.select_related("centre", "done_by")
        agreed["actions"] = [(one, permissions.can_tick_off(user, one)) for one in actions]
    return agreed


def _for_members(user, meeting, now):
    if not can_read_drafts(user):
        return {}
    attendances = list(meeting.attendances.select_related("user", "centre", "noted_by"))
    return {
        "is_inside": True,
        "attendances": attendances,
        "own": next((one for one in attendances if one.user_id == user.pk), None),
        "takes_answers": meeting.takes_answers(now),
        "has_begun": meeting.has_begun(now) and not meeting.is_cancelled,
    }


@require_safe
@login_not_required
def meeting_calendar(request, number):
    """A meeting without a day has no entry."""
    found = get_object_or_404(Meeting.objects.visible_to(request.user), number=number)
    if found.day is None:
        raise Http404
    content = calendars.of_meeting(found, for_members=can_read_drafts(request.user))
    response = _calendar_file(content, f"meeting-{found.number}.ics")
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@login_not_required
def meetings_calendar(request):
    """For everybody alike, whoever is logged in."""
    return _calendar_file(calendars.public_feed(timezone.now()), "meetings.ics")


def _calendar_file(content, name):
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
