"""The meetings: all of them, one of them, and as calendar files."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from common import markdown
from common.downloads import calendar_file, kept_by_its_reader
from knowledge_exchange import permissions
from knowledge_exchange.meetings import agenda, calendars
from knowledge_exchange.meetings.models import Material, Meeting, Minutes, Series
from knowledge_exchange.meetings.permissions import can_add_material, can_read_minutes, can_tick_off

PER_PAGE = 20


@require_safe
@login_not_required
def meetings(request):
    now, all_series = timezone.now(), list(Series.objects.all())
    slug = request.GET.get("series")
    chosen = next((series for series in all_series if series.slug == slug), None)
    visible = Meeting.objects.visible_to(request.user).select_related("series")
    if chosen:
        visible = visible.filter(series=chosen)
    page = Paginator(visible.past(now), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "upcoming": visible.upcoming(now) if page.number == 1 else (),
        "series": all_series,
        "chosen": chosen,
    }
    return render(request, "knowledge_exchange/meetings/meetings.html", context)


@require_safe
@login_not_required
def meeting(request, number):
    """Minutes and decisions for whoever may read them; actions and attendance for the members."""
    user, now = request.user, timezone.now()
    meeting = visible_meeting(user, number)
    is_inside = permissions.can_read_drafts(user)
    materials = Material.objects.visible_to(user).filter(meeting=meeting)
    context = {
        "meeting": meeting,
        "is_over": meeting.is_over(now),
        "is_inside": is_inside,
        "slots": agenda.slots(meeting.agenda.all(), *meeting.hour_and_day),
        "materials": materials.select_related("agenda_item").prefetch_related("versions"),
        "may_add_material": can_add_material(user, meeting),
        "can_write": permissions.can_write(user),
        "may_manage": permissions.can_manage_meetings(user),
    }
    minutes = Minutes.objects.filter(meeting=meeting).first()
    may_read_minutes = can_read_minutes(user, minutes)
    if may_read_minutes:
        context["minutes"] = minutes
        context["minutes_text"] = markdown.render(minutes.text).html
        context["decisions"] = meeting.decisions.all()
    if may_read_minutes and is_inside:
        actions = meeting.actions.select_related("centre", "done_by")
        context["actions"] = [(action, can_tick_off(user, action)) for action in actions]
    if is_inside:
        attendances = list(
            meeting.attendances.select_related(
                "user", "centre", "noted_by", "substitute__user", "guest_substitute"
            )
        )
        own = (attendance for attendance in attendances if attendance.user_id == user.pk)
        context["attendances"] = attendances
        context["guests"] = meeting.guests.all()
        context["own"] = next(own, None)
        context["takes_answers"] = meeting.takes_answers(now)
        context["has_begun"] = meeting.has_begun(now) and not meeting.is_cancelled
    return render(request, "knowledge_exchange/meeting.html", context)


def visible_meeting(user, number):
    meetings = Meeting.objects.visible_to(user).select_related("series", "chairing_centre")
    with_all = meetings.prefetch_related("organising_centres", "partners", "agenda")
    return get_object_or_404(with_all, number=number)


@require_safe
@kept_by_its_reader
@login_not_required
def meeting_calendar(request, number):
    """A meeting without a day has no entry."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), number=number)
    if meeting.day is None:
        raise Http404
    content = calendars.of_meeting(meeting, for_members=permissions.can_read_drafts(request.user))
    return calendar_file(content, f"meeting-{meeting.number}.ics")


@require_safe
@conditional_page
@login_not_required
def meetings_calendar(request):
    """For everybody alike, whoever is logged in."""
    return calendar_file(calendars.public_feed(timezone.now()), "meetings.ics")
