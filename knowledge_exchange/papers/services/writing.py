"""Drafts: the text of a version that is not published yet, and every text it once had."""

from datetime import datetime, timedelta
from functools import partial

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from common.edit_conflicts import Conflict
from common.refusals import Refused
from common.typed_text import several_lines
from knowledge_exchange.papers.enums import PdfState, SavedHow, Stage, TextOfRecord
from knowledge_exchange.papers.models import Paper, PaperEvent, PaperVersion, Revision
from knowledge_exchange.papers.services import moves
from members.models import User
from uploads import pdf_text

KEPT_IN_A_DRAFT = ["text_of_record", "body", "pdf", "pdf_size", "pdf_text", "pdf_state", "saves"]
ONE_SITTING = timedelta(minutes=5)  # what somebody types meanwhile is one saved text


def begin(paper: Paper, *, by: User, now: datetime) -> PaperEvent:
    """Note in the history of a new paper that it exists."""
    return moves.add_event(paper, by=by, now=now, event=_("Draft begun."))


@transaction.atomic
def begin_correction(paper: Paper, *, what_changed: str, by: User, now: datetime) -> PaperVersion:
    """A new version that starts from the published text."""
    row = moves.lock_paper(paper.pk)
    published = row.versions.published().first()
    if published is None:
        raise Refused(_("There is no published text yet: write the first one."))
    if not what_changed.strip():
        raise Refused(_("Say for the readers what is corrected."))
    version = PaperVersion(
        paper=row,
        text_of_record=published.text_of_record,
        body=published.body,
        what_changed=what_changed.strip(),
    )
    copy = None
    if published.is_uploaded:
        with published.pdf.open("rb") as file:
            copy = ContentFile(file.read(), "paper.pdf")
    return save_draft(version, by=by, now=now, upload=copy)


@transaction.atomic
def say_what_changed(version: PaperVersion, what_changed: str) -> None:
    row = moves.lock_paper(version.paper_id)
    if not row.versions.drafts().filter(pk=version.pk).update(what_changed=what_changed.strip()):
        raise Refused(_("This version was published meanwhile."))


@transaction.atomic
def save_text(
    paper: Paper,
    body: str,
    *,
    by: User,
    now: datetime,
    seen: int | None,
    window: str = "",
    how: SavedHow = SavedHow.BY_HAND,
    instead: bool = False,
) -> PaperVersion:
    """Keep a text written here as the paper's next version; the first one begins with it.

    `instead` says that it takes the place of an uploaded PDF.
    """
    version = _draft_or_first(moves.lock_paper(paper.pk))
    if version.is_uploaded and not instead:
        raise Refused(_("The text of record is a PDF file now, so no text is written here."))
    body = several_lines(body)
    if version.pk and version.body == body and not version.is_uploaded:
        if how == SavedHow.BY_HAND:
            version.revisions.filter(body=body, by=by).update(how=how)
        return version
    version.body, version.text_of_record = body, TextOfRecord.WRITTEN
    return save_draft(version, by=by, now=now, seen=seen, window=window, how=how)


@transaction.atomic
def save_pdf(paper: Paper, upload: File, *, by: User, now: datetime) -> PaperVersion:
    """Keep a PDF as the text of record; a text that was written here stays with its version."""
    row = moves.lock_paper(paper.pk)
    version = _draft_or_first(row)
    version.text_of_record = TextOfRecord.UPLOADED
    draft = save_draft(version, by=by, now=now, upload=upload)
    event = _("A PDF file of %s is the text of record now.") % filesizeformat(upload.size)
    moves.add_event(row, by=by, now=now, event=event)
    return draft


def _draft_or_first(paper: Paper) -> PaperVersion:
    if draft := paper.versions.drafts().first():
        return draft
    if paper.versions.exists():
        raise Refused(_("This text was published meanwhile. Begin a new version to change it."))
    return PaperVersion(paper=paper)


@transaction.atomic
def bring_back(revision: Revision, *, by: User, now: datetime) -> PaperVersion:
    """An earlier text becomes the present one by a save of its own: nothing is lost."""
    if not revision.body.strip():
        raise Refused(_("There was no text then."))
    row = moves.lock_paper(revision.version.paper_id)
    if not row.versions.drafts().filter(pk=revision.version_id).exists():
        raise Refused(_("This version was published meanwhile. Begin a new one to change it."))
    return save_text(row, revision.body, by=by, now=now, seen=None, instead=True)


@transaction.atomic
def save_draft(
    version: PaperVersion,
    *,
    by: User,
    now: datetime,
    upload: File | None = None,
    seen: int | None = None,
    window: str = "",
    how: SavedHow = SavedHow.BY_HAND,
) -> PaperVersion:
    """Keep the text, or the PDF that is the text of record, of a version not yet published.

    `seen` is the number of saves that the writer had opened. If there are more by now, and it was
    not this very page (`window`) that made them, the answer is a Conflict.
    """
    paper = moves.lock_paper(version.paper_id)
    if paper.is_withdrawn:
        raise Refused(_("This paper is withdrawn: it gets no new version."))
    is_new = version.pk is None
    if is_new:
        if paper.versions.drafts().exists():
            raise Refused(_("This paper already has a new version in preparation. Open it again."))
        if not version.what_changed and paper.versions.published().exists():
            raise Refused(_("A correction starts from the published text: begin it by its step."))
        # The count of saves goes on, so that a page opened on an earlier version knows less.
        last = paper.versions.order_by("-number").first()
        version.number, version.saves = (last.number + 1, last.saves) if last else (1, 0)
        version.created_at = now
        event = _("Version %d begun.") % version.number
        moves.add_event(paper, by=by, now=now, event=event)
    else:
        _renew(version, paper, seen=seen, window=window, by=by)
    _keep_upload(version, upload)
    version.saves += 1
    version.save(force_insert=is_new, update_fields=None if is_new else KEPT_IN_A_DRAFT)
    _keep_revision(version, by=by, now=now, window=window, how=how)
    return version


def _renew(version: PaperVersion, paper: Paper, *, seen: int | None, window: str, by: User) -> None:
    """What was loaded earlier may be public by now; the file in store is the one to replace."""
    stored = paper.versions.select_for_update().get(pk=version.pk)
    if stored.is_published:
        raise Refused(_("This version was published meanwhile. Begin a new version to change it."))
    if not stored.can_be_written:
        raise Refused(_("The text stands still while it is being cleared."))
    last = stored.revisions.select_related("by").first()
    is_own = last is not None and window and (last.window, last.by_id) == (window, by.pk)
    if seen is not None and seen != stored.saves and not is_own and stored.body != version.body:
        raise Conflict({"body": stored.body, "saves": stored.saves}, last)
    if last is None or last.body != stored.body:
        _add_revision(stored, last, at=stored.created_at)
    version.saves = stored.saves
    version.pdf, version.pdf_size = stored.pdf.name, stored.pdf_size
    version.pdf_text = stored.pdf_text


@transaction.atomic
def discard_version(paper: Paper, *, by: User, now: datetime) -> PaperVersion:
    """What was begun before the paper was withdrawn waits for nobody any more; it is kept."""
    row = moves.lock_paper(paper.pk)
    version = row.versions.drafts().first()
    if not row.is_withdrawn or version is None:
        raise Refused(_("Only a version of a withdrawn paper is discarded."))
    version.paper = row
    event = _("Version %d discarded.") % version.number
    return moves.move_version(version, Stage.DISCARDED, by=by, now=now, event=event)


def _keep_upload(version: PaperVersion, upload: File | None) -> None:
    """Hold one file or none: what it replaces is deleted once this is stored."""
    replaced = version.pdf.name
    version.pdf_state = PdfState.READY if version.is_uploaded else PdfState.NONE
    if version.is_uploaded and upload:
        version.pdf.save("paper.pdf", upload, save=False)
        version.pdf_size, version.pdf_text = upload.size, pdf_text.text_of(upload)
    elif not version.is_uploaded:
        version.pdf, version.pdf_size, version.pdf_text = "", 0, ""
    if replaced and replaced != version.pdf.name:
        transaction.on_commit(partial(version.pdf.storage.delete, replaced), robust=True)


def _keep_revision(
    version: PaperVersion, *, by: User, now: datetime, window: str, how: SavedHow
) -> None:
    """A saved text of its own, unless the same person's typing simply goes on."""
    last = version.revisions.first()
    if last and last.body == version.body:
        return
    goes_on = (
        last is not None
        and (last.by_id, last.window) == (by.pk, window)
        and last.how == how == SavedHow.TYPING
        and now - last.at <= ONE_SITTING
    )
    if last and goes_on:
        last.body, last.at = version.body, now
        last.save(update_fields=["body", "at"])
    else:
        _add_revision(version, last, at=now, by=by, window=window, how=how)


def _add_revision(
    version: PaperVersion,
    last: Revision | None,
    *,
    at: datetime,
    by: User | None = None,
    window: str = "",
    how: SavedHow = SavedHow.BY_HAND,
) -> None:
    number = last.number + 1 if last else 1
    version.revisions.create(number=number, body=version.body, at=at, by=by, window=window, how=how)
