"""What the secretariat's desk says about the votes."""

from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from voting.enums import MotionStatus
from voting.models import Motion

SOON = timedelta(days=3)
LATE = timedelta(minutes=10)  # beat closes within a minute or two


def rows(now, user):
    """What waits for somebody: how many, since when, and where they stand."""
    motions = reverse("admin:voting_motion_changelist")
    soon = Motion.objects.taking_ballots(now).filter(closes_at__lte=now + SOON)
    overdue = Motion.objects.due_to_close(now - LATE)
    awaiting = Motion.objects.awaiting_certification()
    contested = Motion.objects.contested()
    closed = f"{motions}?status__exact={MotionStatus.CLOSED}"
    return [
        {
            "label": _("Votes that close within three days"),
            **_count(soon, "opened_at"),
            "url": f"{motions}?status__exact={MotionStatus.OPEN}",
        },
        {
            "label": _("Votes past their deadline that nobody has closed"),
            **_count(overdue, "closes_at"),
            "is_urgent": True,
            "url": f"{motions}?status__exact={MotionStatus.OPEN}",
        },
        {
            "label": _("Results that wait for a co-chair"),
            **_count(awaiting, "closed_at"),
            "url": f"{closed}&contested=no",
        },
        {
            "label": _("Contested results, to be settled or annulled"),
            **_count(contested, "closed_at"),
            "is_urgent": True,
            "url": f"{closed}&contested=yes",
        },
    ]


def _count(things, since):
    return things.aggregate(count=Count("pk"), oldest=Min(since))
