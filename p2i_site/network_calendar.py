"""The calendar of votes and meetings, as far as this person may see it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from common.dates import network_day
from knowledge_exchange.models import Meeting
from voting.models import Motion
from voting.permissions import visible_motions

SHOWN = 6


@dataclass(frozen=True)
class Item:
    """A meeting's day may be known to the month only; `on` is then a month."""

    on: str
    title: str
    address: str
    is_vote: bool
    at: datetime | None = None
    when: str = ""  # by the clocks of the place, for a meeting
    label: str = ""
    state: str = ""
    calendar_file: str = ""


def of(user, now):
    """{"upcoming": the next ones first, "recent": the last ones first}."""
    today = network_day(now).isoformat()
    items = [*votes(user), *meetings(user, now)]
    upcoming = [item for item in items if item.calendar_file or item.on >= today[: len(item.on)]]
    recent = [item for item in items if item not in upcoming]

    def when(item):
        return item.on, item.title

    return {
        "upcoming": sorted(upcoming, key=when)[:SHOWN],
        "recent": sorted(recent, key=when, reverse=True)[:SHOWN],
    }


def votes(user):
    """Open ones are for the members; the public sees those that are certified."""
    visible = Q(pk__in=Motion.objects.published().values("pk"))
    if user.is_authenticated:
        visible |= Q(pk__in=visible_motions(user).values("pk"))
    for motion in Motion.objects.filter(visible).order_by("-closes_at", "-pk")[: 2 * SHOWN]:
        ended = motion.closed_at or motion.closes_at
        page = "voting:result" if motion.is_published else "voting:motion"
        calendar = reverse("voting:motion_calendar", args=[motion.pk])
        yield Item(
            on=network_day(ended).isoformat(),
            at=ended,
            title=motion.title,
            address=reverse(page, args=[motion.pk]),
            is_vote=True,
            label=motion.get_status_display(),
            state=motion.status,
            calendar_file=calendar if motion.is_open else "",
        )


def meetings(user, now):
    visible = Meeting.objects.visible_to(user).exclude(held="")
    to_come = visible.filter(cancelled_at=None).upcoming(now)[:SHOWN]
    for is_to_come, shown in ((True, to_come), (False, visible.past(now)[:SHOWN])):
        for meeting in shown:
            calendar = reverse("knowledge_exchange:meeting_calendar", args=[meeting.number])
            yield Item(
                on=meeting.held,
                at=meeting.starts_at,
                when=meeting.when,
                title=str(meeting),
                address=meeting.get_absolute_url(),
                is_vote=False,
                calendar_file=calendar if is_to_come and meeting.day else "",
            )
