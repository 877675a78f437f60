"""The secretariat's queues of papers: one table, for the list and what waits."""

from django.utils.translation import gettext_lazy as _

from common.admin.lists import Queue
from knowledge_exchange.papers.enums import PaperStatus
from knowledge_exchange.papers.models import PaperVersion


def _with(versions):
    """Papers of which one version is among these."""

    def rows(papers, viewer):
        chosen = versions(PaperVersion.objects, viewer)
        return papers.filter(pk__in=chosen.order_by().values("paper"))

    return rows


QUEUES = (
    Queue(
        name="draft",
        label=_("In preparation"),
        rows=_with(lambda versions, viewer: versions.being_written()),
    ),
    Queue(
        name="open",
        label=_("Open for comments"),
        rows=_with(lambda versions, viewer: versions.open_for_comments(viewer.now)),
    ),
    Queue(
        name="comments",
        label=_("Comments to work through"),
        rows=_with(lambda versions, viewer: versions.to_be_worked_through(viewer.now)),
    ),
    Queue(
        name="silence",
        label=_("Being cleared"),
        rows=_with(lambda versions, viewer: versions.in_clearance()),
    ),
    Queue(
        name="objection",
        label=_("A centre objects"),
        rows=_with(lambda versions, viewer: versions.objected_to()),
    ),
    Queue(
        name="cleared",
        label=_("Cleared, to be published"),
        rows=_with(lambda versions, viewer: versions.cleared()),
    ),
    Queue(
        name="pdf",
        label=_("PDF not made"),
        rows=_with(lambda versions, viewer: versions.in_trouble()),
    ),
    Queue(
        name="published",
        label=_("Published"),
        rows=lambda papers, viewer: papers.filter(status=PaperStatus.PUBLISHED),
    ),
    Queue(
        name="withdrawn",
        label=_("Withdrawn"),
        rows=lambda papers, viewer: papers.filter(status=PaperStatus.WITHDRAWN),
    ),
)
