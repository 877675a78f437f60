"""What was proposed, released and settled, and what one person did alone, among the traces."""

from collections.abc import Callable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.folded_search import finding
from proposals.models import ActAlone, Proposal
from traces.sources import of_person, of_row
from traces.timeline import Asked, Line, Source


def proposals(at: str, by: str) -> Callable[[Asked, str], QuerySet[Proposal]]:
    """One of the steps of proposals: the column of its instant, and of whoever took it."""

    def rows(asked: Asked, kind: str) -> QuerySet[Proposal]:
        found = Proposal.objects.filter(**{f"{at}__isnull": False}).select_related("subject_type")
        if asked.person:
            found = found.filter(Q(**{by: asked.person}) | of_row(of_person(asked.person)))
        if asked.about:
            found = found.filter(of_row(asked.about))
        if asked.text:
            told = finding(Proposal.objects.all(), asked.text, ["title", "reason"], read=())
            found = found.filter(Q(**{f"{by}__in": asked.people()}) | Q(pk__in=told.values("pk")))
        return found

    return rows


def _line(row: Proposal, *, at: str, by: str, what: object, words: str) -> Line:
    kind = row.subject_type
    return Line(
        at=getattr(row, at),
        what=f"{what}: {row.title}",
        by=getattr(row, f"{by}_id"),
        about=(f"{kind.app_label}.{kind.model}", str(row.subject_id)),
        words=words,
    )


def acts_alone(asked: Asked, kind: str) -> QuerySet[ActAlone]:
    rows = ActAlone.objects.select_related("subject_type")
    if asked.person:
        rows = rows.filter(Q(by=asked.person) | of_row(of_person(asked.person)))
    if asked.about:
        rows = rows.filter(of_row(asked.about))
    if asked.text:
        told = finding(ActAlone.objects.all(), asked.text, ["words"], read=())
        rows = rows.filter(Q(by__in=asked.people()) | Q(pk__in=told.values("pk")))
    return rows


def line_of_act(act: ActAlone) -> Line:
    kind = act.subject_type
    return Line(
        at=act.at,
        what=str(_("By one person alone")),
        by=act.by_id,
        about=(f"{kind.app_label}.{kind.model}", str(act.subject_id)),
        words=act.words,
    )


SOURCES = (
    Source(
        "proposed",
        _("Proposed"),
        proposals("proposed_at", "proposed_by"),
        lambda row: _line(
            row, at="proposed_at", by="proposed_by", what=_("Proposed"), words=row.reason
        ),
        at="proposed_at",
    ),
    Source(
        "released",
        _("Released"),
        proposals("released_at", "released_by"),
        lambda row: _line(row, at="released_at", by="released_by", what=_("Released"), words=""),
        at="released_at",
    ),
    Source(
        "settled",
        _("Proposal settled"),
        proposals("settled_at", "settled_by"),
        lambda row: _line(
            row,
            at="settled_at",
            by="settled_by",
            what=row.get_status_display(),
            words=row.why_settled,
        ),
        at="settled_at",
    ),
    Source("alone", _("By one person alone"), acts_alone, line_of_act),
)
