"""The steps of a paper and of its versions: each leaves its trace in the paper's history."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.refusals import Refused
from knowledge_exchange.papers.enums import NEXT, NEXT_STAGE, PaperStatus, Stage
from knowledge_exchange.papers.models import Paper, PaperEvent, PaperVersion
from members.models import User

TOO_LATE = gettext_lazy("This step is no longer possible.")


def lock_paper(paper_id: int) -> Paper:
    """The paper, held until the end of the transaction: every step of its versions takes it."""
    return Paper.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=paper_id)


def draft_of(paper: Paper) -> PaperVersion:
    """The version in preparation of a paper that is locked."""
    version = paper.versions.drafts().first()
    if paper.is_withdrawn or version is None:
        raise Refused(_("There is no version in preparation."))
    version.paper = paper
    return version


def lock_version(version: PaperVersion) -> PaperVersion:
    """The version as it is now, held by its paper's lock."""
    paper = lock_paper(version.paper_id)
    row = paper.versions.get(pk=version.pk)
    row.paper = paper
    return row


def move_paper(
    paper: Paper,
    target: PaperStatus,
    *,
    by: User | None,
    now: datetime,
    event: str,
    released_by: User | None = None,
    act: str = "",
    **changes: datetime | str | None,
) -> Paper:
    row = lock_paper(paper.pk)
    if target not in NEXT.get(PaperStatus(row.status), ()):
        raise Refused(str(TOO_LATE))
    for field, value in {"status": target, **changes}.items():
        setattr(row, field, value)
    row.save(update_fields=["status", *changes])
    add_event(row, by=by, now=now, event=event, released_by=released_by, act=act)
    return row


def move_version(
    version: PaperVersion,
    target: Stage,
    *,
    by: User | None,
    now: datetime,
    event: str,
    **changes: datetime,
) -> PaperVersion:
    """`version.paper` must be locked. Changes the given object too."""
    stored = version.paper.versions.only("stage").get(pk=version.pk)
    if target not in NEXT_STAGE.get(Stage(stored.stage), ()):
        raise Refused(str(TOO_LATE))
    for field, value in {"stage": target, **changes}.items():
        setattr(version, field, value)
    version.save(update_fields=["stage", *changes])
    add_event(version.paper, by=by, now=now, event=event)
    return version


def add_event(
    paper: Paper,
    *,
    by: User | None,
    now: datetime,
    event: str,
    released_by: User | None = None,
    act: str = "",
) -> PaperEvent:
    """`by` is None for what a deadline did; `released_by` is the second person of an `act`."""
    return paper.events.create(
        by=by, released_by=released_by, act=act, at=now, status=paper.status, what=event
    )
