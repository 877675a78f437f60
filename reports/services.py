"""Publishing a year: its numbers stand still from then on."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.accounts import User
from common.refusals import Refused
from common.yearly import Year
from proposals.services import must_be_another
from reports import documents
from reports.models import PublishedReport, Report


@transaction.atomic
def publish(
    report: Report, *, reason: str, sha256: str, by: User, released_by: User, now: datetime
) -> PublishedReport:
    """Keep the year as it is counted now, as version 1 or as a correction of what is published.

    `sha256` is the fingerprint of what both people have read: other numbers are not published.
    """
    must_be_another(by, released_by)
    row = Report.objects.select_for_update().get(pk=report.pk)
    year = Year(row.pk, now)
    if why := why_not_publish(row, now):
        raise Refused(why)
    document = documents.of_year(year)
    if documents.fingerprint(document) != sha256:
        raise Refused(
            _("The numbers have changed since this was proposed. Discard it and propose it anew.")
        )
    newest = row.newest()
    if newest and newest.sha256 == sha256:
        raise Refused(_("The published report says the same: there is nothing to correct."))
    return PublishedReport.objects.create(
        report=row,
        version=newest.version + 1 if newest else 1,
        document=document,
        sha256=sha256,
        reason=reason,
        published_at=now,
        published_by=by,
        released_by=released_by,
    )


def why_not_publish(report: Report, now: datetime) -> str:
    """Why the report of this year is not published yet, in a sentence; empty if it can be."""
    if Year(report.pk, now).is_over:
        return ""
    return _("The year %(year)d is not over. Its report is published afterwards.") % {
        "year": report.pk
    }
