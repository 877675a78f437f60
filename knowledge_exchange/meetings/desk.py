"""What meetings leave to do for the secretariat."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from common.accounts import User
from common.dates import network_day
from common.waiting import Queue, queue_of
from knowledge_exchange.meetings.models import Action, Meeting


def queues(now: datetime, user: User) -> list[Queue]:
    meetings = reverse("admin:knowledge_exchange_meeting_changelist")
    actions = reverse("admin:knowledge_exchange_action_changelist")
    unnoted = Meeting.objects.over_and_not_noted(now)
    unsent = Meeting.objects.over_and_without_minutes(now)
    overdue = Action.objects.overdue(network_day(now))
    return [
        queue_of(rows, label, url, since="created_at")
        for label, rows, url in (
            (_("Meetings not yet public"), Meeting.objects.private(), f"{meetings}?public=no"),
            (_("Attendance to note"), unnoted, f"{meetings}?waits=attendance"),
            (_("Minutes to send"), unsent, f"{meetings}?waits=minutes"),
            (_("Actions overdue"), overdue, f"{actions}?state=overdue"),
        )
    ]
