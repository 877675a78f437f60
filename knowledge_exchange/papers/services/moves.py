"""The steps of a paper and of its versions: each leaves its trace in the paper's history."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.refusals import Refused
from knowledge_exchange.enums import NEXT, NEXT_STAGE
from knowledge_exchange.papers.models import Paper

TOO_LATE = gettext_lazy("This step is no longer possible.")


def locked(paper_id):
    """The paper, held until the end of the transaction: every step of its versions takes it."""
    return Paper.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=paper_id)


def draft_of(paper):
    """The version in preparation of a paper that is locked."""
    version = paper.versions.drafts().first()
    if paper.is_withdrawn or version is None:
        raise Refused(_("There is no version in preparation."))
    version.paper = paper
    return version


def move_paper(paper, target, *, by, now, what, **changes):
    row = locked(paper.pk)
    if target not in NEXT.get(row.status, ()):
        raise Refused(str(TOO_LATE))
    for field, value in {"status": target, **changes}.items():
        setattr(row, field, value)
    row.save(update_fields=["status", *changes])
    note(row, by=by, now=now, what=what)
    return row


def move_version(version, target, *, by, now, what, **changes):
    """`version.paper` must be locked. Changes the given object too."""
    stored = version.paper.versions.only("stage").get(pk=version.pk)
    if target not in NEXT_STAGE.get(stored.stage, ()):
        raise Refused(str(TOO_LATE))
    for field, value in {"stage": target, **changes}.items():
        setattr(version, field, value)
    version.save(update_fields=["stage", *changes])
    note(version.paper, by=by, now=now, what=what)
    return version


def note(paper, *, by, now, what):
    """`by` is None for what a deadline did."""
    return paper.events.create(by=by, at=now, status=paper.status, what=what)
