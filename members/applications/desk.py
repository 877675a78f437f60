"""The applications that wait for somebody, as rows of the secretariat's desk."""

from datetime import date, datetime

from django.urls import reverse

from members.applications import queues
from members.register.models import User


def rows(now: datetime, user: User) -> list[dict[str, object]]:
    """An instant tells how long the oldest waits, a day what comes first."""
    viewer = queues.Viewer(now, user)
    counts, oldest = queues.counts_and_oldest(viewer)
    cases = reverse("admin:members_application_changelist")
    rows = []
    for name, queue in queues.QUEUES.items():
        waiting = oldest[name]
        is_day = isinstance(waiting, date) and not isinstance(waiting, datetime)
        rows.append(
            {
                "label": queues.label(queue, viewer),
                "count": counts[name],
                "oldest": None if is_day else waiting,
                "first": waiting if is_day else None,
                "is_urgent": queue.is_urgent,
                "url": f"{cases}?queue={name}",
            }
        )
    return rows
