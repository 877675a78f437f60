"""What meetings leave to do for the secretariat."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from common.dates import network_day
from knowledge_exchange.meetings.models import Action, Meeting


def rows(now, user):
    meetings = reverse("admin:knowledge_exchange_meeting_changelist")
    actions = reverse("admin:knowledge_exchange_action_changelist")
    unnoted = Meeting.objects.over_and_not_noted(now)
    unsent = Meeting.objects.over_and_without_minutes(now)
    overdue = Action.objects.overdue(network_day(now))
    waiting = [
        (_("Meetings not yet public"), Meeting.objects.private(), f"{meetings}?public=no"),
        (_("Attendance to note"), unnoted, f"{meetings}?waits=attendance"),
        (_("Minutes to send"), unsent, f"{meetings}?waits=minutes"),
        (_("Actions overdue"), overdue, f"{actions}?state=overdue"),
    ]
    oldest = {"count": Count("pk"), "oldest": Min("created_at")}
    return [
        {"label": label, "url": url, **queryset.aggregate(**oldest)}
        for label, queryset, url in waiting
    ]
