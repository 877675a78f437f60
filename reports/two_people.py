"""Publishing the report of a year takes two people, who have read the same numbers."""

from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common.yearly import Year
from members.permissions import why_no_second_person
from proposals.kinds import Kind
from reports import documents, services
from reports.models import Report
from reports.permissions import can_publish
from reports.showing import with_base


def facts(report: Report) -> Iterable[tuple[str, str]]:
    """Every figure, for whoever releases it and does not see the secretariat's pages."""
    for chapter in documents.of_year(_counted_now(report))["chapters"]:
        told = [f"{one['label']}: {with_base(one, chapter)}" for one in chapter["figures"]]
        if told:
            yield chapter["title"], "\n".join(told)


def seen(report: Report) -> Mapping[str, object]:
    return {"sha256": documents.fingerprint(documents.of_year(_counted_now(report)))}


def _counted_now(report: Report) -> Year:
    return Year(report.pk, timezone.now())


PUBLISH = Kind(
    name="reports.publish",
    label=_("Publish the report of a year"),
    act=services.publish,
    why_not_propose=lambda user, report: (
        "" if can_publish(user) else _now("The secretariat proposes it.")
    ),
    why_not_release=lambda user, proposal: why_no_second_person(user, proposal.countries),
    facts=facts,
    seen=seen,
)
