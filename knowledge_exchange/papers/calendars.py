"""Until when the members comment on papers and object to them, for a person's private feed."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Event

from common.calendars import deadline
from common.dates import network_day
from knowledge_exchange.papers.models import PaperVersion, SilenceProcedure
from members.models import User
from members.register.acting import acting_for


def deadlines_of(user: User, now: datetime) -> list[Event]:
    """For whoever acts for a centre: see settings.CALENDAR_SOURCES."""
    if acting_for(user, on=network_day(now)) is None:
        return []
    entries = []
    for version in PaperVersion.objects.open_for_comments(now).select_related("paper"):
        entries.append(
            deadline(
                f"comments-{version.pk}",
                _("Comments close: %(title)s") % {"title": version.paper},
                reverse("knowledge_exchange:comments", args=[version.paper.slug]),
                version.comments_until,
                changed_at=version.created_at,
            )
        )
    for silence in SilenceProcedure.objects.running().select_related("version__paper"):
        paper = silence.version.paper
        entries.append(
            deadline(
                f"silence-{silence.pk}",
                _("Adopted by silence: %(title)s") % {"title": paper},
                reverse("knowledge_exchange:clearance", args=[paper.slug]),
                silence.closes_at,
                changed_at=silence.opened_at,
            )
        )
    return entries
