"""What waits for the secretariat, as rows of the desk."""

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.enums import ApplicationStatus
from members.models import Application

QUEUES = [
    (_("New applications"), ApplicationStatus.SUBMITTED),
    (_("Under review"), ApplicationStatus.UNDER_REVIEW),
    (_("Waiting for the applicant"), ApplicationStatus.CLARIFICATION),
]


def rows(now):
    return [_row(label, status) for label, status in QUEUES]


def _row(label, status):
    waiting = Application.objects.with_status(status)
    return {
        "label": label,
        "count": waiting.count(),
        "oldest": waiting.aggregate(oldest=Min("submitted_at"))["oldest"],
        "url": f"{reverse('admin:members_application_changelist')}?status__exact={status}",
    }
