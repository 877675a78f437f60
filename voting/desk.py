"""What the secretariat's desk says about the votes."""

from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.enums import ApplicationStatus
from members.models import Application
from voting.enums import MotionStatus
from voting.models import Motion

SOON = timedelta(days=3)
LATE = timedelta(minutes=10)  # beat closes within a minute or two


def rows(now):
    """What waits for somebody: how many, since when, and where they stand."""
    motions = reverse("admin:voting_motion_changelist")
    soon = Motion.objects.taking_ballots(now).filter(closes_at__lte=now + SOON)
    overdue = Motion.objects.due_to_close(now - LATE)
    awaiting = Motion.objects.awaiting_certification()
    eligible = Application.objects.with_status(ApplicationStatus.ELIGIBLE)
    applications = reverse("admin:members_application_changelist")
    return [
        {
            "label": _("Eligible applications without a vote"),
            **_count(eligible, "submitted_at"),
            "url": f"{applications}?status__exact={ApplicationStatus.ELIGIBLE}",
        },
        {
            "label": _("Votes that close within three days"),
            **_count(soon, "opened_at"),
            "url": f"{motions}?status__exact={MotionStatus.OPEN}",
        },
        {
            "label": _("Votes past their deadline that nobody has closed"),
            **_count(overdue, "closes_at"),
            "url": f"{motions}?status__exact={MotionStatus.OPEN}",
        },
        {
            "label": _("Results that wait for a co-chair"),
            **_count(awaiting, "closed_at"),
            "url": f"{motions}?status__exact={MotionStatus.CLOSED}",
        },
    ]


def _count(things, since):
    return things.aggregate(count=Count("pk"), oldest=Min(since))
