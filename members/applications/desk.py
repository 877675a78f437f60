"""The applications that wait for somebody."""

from datetime import datetime

from django.urls import reverse

from common.waiting import Queue
from members.applications import queues as case_queues
from members.register.models import User


def queues(now: datetime, user: User) -> list[Queue]:
    """An instant tells how long the oldest waits, a day what comes first."""
    viewer = case_queues.Viewer(now, user)
    counts, oldest = case_queues.counts_and_oldest(viewer)
    cases = reverse("admin:members_application_changelist")
    queues = []
    for name, queue in case_queues.QUEUES.items():
        waiting = oldest[name]
        instant = waiting if isinstance(waiting, datetime) else None
        queues.append(
            Queue(
                str(case_queues.label(queue, viewer)),
                counts[name],
                f"{cases}?queue={name}",
                oldest=instant,
                first=waiting if instant is None else None,
                is_urgent=queue.is_urgent,
            )
        )
    return queues
