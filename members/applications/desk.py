"""The applications that wait for somebody, as rows of the secretariat's desk."""

from datetime import date, datetime

from django.urls import reverse

from members.applications import queues


def rows(now, user):
    asked = queues.Asked(now, user)
    counts, oldest = queues.counts_and_oldest(asked)
    cases = reverse("admin:members_application_changelist")
    return [
        {
            "label": queues.label(queue, asked),
            "count": counts[name],
            **_since(oldest[name]),
            "is_urgent": queue.is_urgent,
            "url": f"{cases}?queue={name}",
        }
        for name, queue in queues.QUEUES.items()
    ]


def _since(waiting):
    """An instant tells how long the oldest waits, a day what comes first."""
    is_day = isinstance(waiting, date) and not isinstance(waiting, datetime)
    return {"oldest": None, "first": waiting} if is_day else {"oldest": waiting}
