"""Warnings before evidence of an open application ends, and once more when it has ended."""

from datetime import datetime

from common.dates import network_day
from members.applications.models import Application, Evidence
from members.applications.services.notifications import notify_applicant
from members.register.services.expiry import ends_or_ended, horizon


def warn_of_evidence(now: datetime) -> None:
    """One letter for all that ends on the same day; a second run finds it there already."""
    for application, day in Evidence.objects.ending_in_open_applications(horizon(now)):
        notify_applicant(
            Application.objects.get(pk=application),
            f"members.evidence_{ends_or_ended(day, network_day(now))}",
            now=now,
            again=day,
            details={"valid_until": day.isoformat()},
        )
