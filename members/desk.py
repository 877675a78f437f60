"""What waits for the secretariat, as rows of the desk."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.dates import network_day
from members.applications import queues
from members.register.models import Centre


def rows(now, user):
    return [*_queues(queues.Asked(now, user)), _without_delegate(now)]


def _queues(asked):
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


def _without_delegate(now):
    return {
        "label": _("Members without a delegate"),
        "count": Centre.objects.without_a_delegate(network_day(now)).count(),
        "oldest": None,
        "url": f"{reverse('admin:members_centre_changelist')}?delegate=none",
    }
