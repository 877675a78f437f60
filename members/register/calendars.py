"""Until when a centre is to say again that it meets the criteria, for a person's private feed."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from common.calendars import deadline
from common.dates import network_day
from members.enums import VOTING_ROLES, ReconfirmationStatus
from members.register.acting import acting_for
from members.register.models import Reconfirmation, User


def deadlines_of(user: User, now: datetime) -> list[Event]:
    """For whoever answers for the centre: see settings.CALENDAR_SOURCES."""
    acting = acting_for(user, on=network_day(now))
    if acting is None or acting.role not in VOTING_ROLES:
        return []
    asked = Reconfirmation.objects.filter(centre=acting.centre, status=ReconfirmationStatus.ASKED)
    return [
        deadline(
            f"reconfirmation-{row.pk}",
            _("Reconfirm the criteria"),
            reverse("members:reconfirm", args=[acting.centre.slug]),
            row.due_on,
            changed_at=row.asked_at,
        )
        for row in asked
    ]
