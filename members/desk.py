"""What waits for the secretariat, as rows of the desk."""

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.dates import network_day
from members.enums import ApplicationStatus
from members.models import Application, Centre

QUEUES = [
    (_("New applications"), ApplicationStatus.SUBMITTED),
    (_("Under review"), ApplicationStatus.UNDER_REVIEW),
    (_("Waiting for the applicant"), ApplicationStatus.CLARIFICATION),
]


def rows(now):
    return [*(_row(label, status) for label, status in QUEUES), _without_delegate(now)]


def _without_delegate(now):
    return {
        "label": _("Members without a delegate"),
        "count": Centre.objects.without_a_voter(network_day(now)).count(),
        "oldest": None,
        "url": f"{reverse('admin:members_centre_changelist')}?delegate=none",
    }


def _row(label, status):
    waiting = Application.objects.with_status(status)
    return {
        "label": label,
        "count": waiting.count(),
        "oldest": waiting.aggregate(oldest=Min("submitted_at"))["oldest"],
        "url": f"{reverse('admin:members_application_changelist')}?status__exact={status}",
    }
