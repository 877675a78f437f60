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
    label: str = ""
    state: str = ""
    calendar_file: str = ""


def of(user, now):
    """{"upcoming": the next ones first, "recent": the last ones first}."""
    today = network_day(now).isoformat()
    items = [*_votes(user), *_meetings(user, now)]
    upcoming = [item for item in items if item.calendar_file or item.on >= today[: len(item.on)]]
    recent = [item for item in items if item not in upcoming]
    return {
        "upcoming": sorted(upcoming, key=_when)[:SHOWN],
        "recent": sorted(recent, key=_when, reverse=True)[:SHOWN],
    }


def _when(item):
    return item.on, item.title


def _votes(user):
    """Open ones are for the members; the public sees those that are certified."""
    seen = Q(pk__in=Motion.objects.certified().values("pk"))
    if user.is_authenticated:
        seen |= Q(pk__in=visible_motions(user).values("pk"))
    latest = Motion.objects.filter(seen).order_by("-closes_at", "-pk")
    return [_vote(motion) for motion in latest[: 2 * SHOWN]]


def _vote(motion):
    ended = motion.closed_at or motion.closes_at
    page = "voting:result" if motion.is_certified else "voting:motion"
    return Item(
        on=network_day(ended).isoformat(),
        at=ended,
        title=motion.title,
        address=reverse(page, args=[motion.pk]),
        is_vote=True,
        label=motion.get_status_display(),
        state=motion.status,
        calendar_file=reverse("voting:motion_calendar", args=[motion.pk]) if motion.is_open else "",
    )


def _meetings(user, now):
    seen = Meeting.objects.visible_to(user)
    to_come = seen.exclude(held="").filter(cancelled_at=None).upcoming(now)
    latest = seen.exclude(held="").past(now)
    return [
        *(_meeting(meeting, is_to_come=True) for meeting in to_come[:SHOWN]),
        *(_meeting(meeting, is_to_come=False) for meeting in latest[:SHOWN]),
    ]


def _meeting(meeting, *, is_to_come):
    file = reverse("knowledge_exchange:meeting_calendar", args=[meeting.number])
    return Item(
        on=meeting.held,
        at=meeting.starts_at,
        title=str(meeting),
        address=meeting.get_absolute_url(),
        is_vote=False,
        calendar_file=file if is_to_come and meeting.day else "",
    )
