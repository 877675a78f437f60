"""What waits for a second person, and what somebody proposed that a colleague has to release."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.waiting import Kind, Row, Things, Viewer, Whose
from proposals import services
from proposals.models import Proposal


def proposed_about(model: type[Model], *acts: str) -> QuerySet[Proposal, int]:
    """The keys of those on which an act waits for a second person: nobody else acts there now."""
    kind = ContentType.objects.get_for_model(model)
    open_ones = Proposal.objects.open().filter(subject_type=kind)
    if acts:
        open_ones = open_ones.filter(kind__in=acts)
    return open_ones.values_list("subject_id", flat=True)


def to_release(viewer: Viewer) -> list[Proposal]:
    return viewer.once("proposals to release", lambda: services.to_release(viewer.user))


def _listed(proposals: Iterable[Proposal]) -> Things:
    rows = [{"pk": row.pk, "title": row.title, "proposed_at": row.proposed_at} for row in proposals]
    return Things(rows=rows, since="proposed_at", title=_title, url=_page)


def _title(row: Row) -> str:
    return row["title"]


def _page(row: Row) -> str:
    return reverse("proposal", args=[row["pk"]])


def urgent(viewer: Viewer) -> Things:
    return _listed(row for row in to_release(viewer) if row.act.is_urgent)


def others(viewer: Viewer) -> Things:
    return _listed(row for row in to_release(viewer) if not row.act.is_urgent)


def own(viewer: Viewer) -> Things:
    return Things(
        rows=Proposal.objects.waiting().filter(proposed_by=viewer.user.pk),
        since="proposed_at",
        fields=("title",),
        title=_title,
        url=_page,
        whose=Whose.COLLEAGUES,
    )


def tasks() -> str:
    return reverse("tasks")


KINDS = (
    Kind(
        name="proposals.urgent",
        label=_("Urgent proposals that wait for a second person"),
        act=_("Read and release"),
        things=urgent,
        page=tasks,
        is_urgent=True,
    ),
    Kind(
        name="proposals.release",
        label=_("Proposals that wait for a second person"),
        act=_("Read and release"),
        things=others,
        page=tasks,
    ),
    Kind(
        name="proposals.own",
        label=_("Proposed by you, waiting for a second person"),
        act=_("See the proposal"),
        things=own,
        page=tasks,
    ),
)
