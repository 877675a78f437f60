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
    """Every figure that is not 0, for a co-chair, who does not see the secretariat's pages."""
    for chapter in counted_now(report)["chapters"]:
        told = [
            f"{figure['label']}: {with_base(figure, chapter)}"
            for figure in chapter["figures"]
            if figure["number"]
        ]
        yield chapter["title"], "\n".join(told) or _now("Nothing")


def seen(report: Report) -> Mapping[str, object]:
    return {"sha256": documents.fingerprint(counted_now(report))}


def counted_now(report: Report) -> documents.Document:
    """Its year as the site would tell it today; asked once for an object."""
    if "_counted_now" not in vars(report):
        vars(report)["_counted_now"] = documents.of_year(Year(report.pk, timezone.now()))
    kept: documents.Document = vars(report)["_counted_now"]
    return kept


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
