"""Drafts: the text of a version that is not published yet, and every text it once had."""

from datetime import timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from common.edit_conflicts import Conflict
from common.markdown import without_hidden
from common.refusals import Refused
from knowledge_exchange.enums import PdfState, SavedHow, TextOfRecord
from knowledge_exchange.papers.models import PaperVersion, Revision
from knowledge_exchange.papers.services import moves
from uploads import pdf_text

KEPT_IN_A_DRAFT = ["text_of_record", "body", "pdf", "pdf_size", "pdf_text", "pdf_state", "saves"]
ONE_SITTING = timedelta(minutes=5)  # what somebody types meanwhile is one saved text


def begin(paper, *, by, now):
    """Note in the history of a new paper that it exists."""
    return moves.note(paper, by=by, now=now, what=_("Draft begun."))


@transaction.atomic
def begin_correction(paper, *, what_changed, by, now):
    """A new version that starts from the published text."""
    row = moves.locked(paper.pk)
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
    return save_draft(version, by=by, now=now, upload=_copy(published))


@transaction.atomic
def say_what_changed(version, what_changed):
    row = moves.locked(version.paper_id)
    if not row.versions.drafts().filter(pk=version.pk).update(what_changed=what_changed.strip()):
        raise Refused(_("This version was published meanwhile."))


def _copy(published):
    if not published.is_uploaded:
        return None
    with published.pdf.open("rb") as file:
        return ContentFile(file.read(), "paper.pdf")


@transaction.atomic
def save_text(paper, body, *, by, now, seen, window="", how=SavedHow.BY_HAND, instead=False):
    """Keep a text written here as the paper's next version; the first one begins with it.

    `instead` says that it takes the place of an uploaded PDF.
    """
    row = moves.locked(paper.pk)
    version = row.versions.drafts().first() or _first_version(row)
    if version.is_uploaded and not instead:
        raise Refused(_("The text of record is a PDF file now, so no text is written here."))
    body = without_hidden(body)
    if version.pk and version.body == body and not version.is_uploaded:
        if how == SavedHow.BY_HAND:
            version.revisions.filter(body=body, by=by).update(how=how)
        return version
    version.body, version.text_of_record = body, TextOfRecord.WRITTEN
    return save_draft(version, by=by, now=now, seen=seen, window=window, how=how)


def _first_version(paper):
    if paper.versions.exists():
        raise Refused(_("This text was published meanwhile. Begin a new version to change it."))
    return PaperVersion(paper=paper)


@transaction.atomic
def save_pdf(paper, upload, *, by, now):
    """Keep a PDF as the text of record; a text that was written here stays with its version."""
    row = moves.locked(paper.pk)
    version = row.versions.drafts().first() or _first_version(row)
    version.text_of_record = TextOfRecord.UPLOADED
    kept = save_draft(version, by=by, now=now, upload=upload)
    size = filesizeformat(upload.size)
    moves.note(row, by=by, now=now, what=_("A PDF file of %s is the text of record now.") % size)
    return kept


@transaction.atomic
def bring_back(revision, *, by, now):
    """An earlier text becomes the present one by a save of its own: nothing is lost."""
    if not revision.body.strip():
        raise Refused(_("There was no text then."))
    row = moves.locked(revision.version.paper_id)
    if not row.versions.drafts().filter(pk=revision.version_id).exists():
        raise Refused(_("This version was published meanwhile. Begin a new one to change it."))
    return save_text(row, revision.body, by=by, now=now, seen=None, instead=True)


@transaction.atomic
def save_draft(version, *, by, now, upload=None, seen=None, window="", how=SavedHow.BY_HAND):
    """Keep the text, or the PDF that is the text of record, of a version not yet published.

    `seen` is the number of saves that the writer had opened. If there are more by now, and it was
    not this very page (`window`) that made them, the answer is a Conflict.
    """
    paper = moves.locked(version.paper_id)
    if paper.is_withdrawn:
        raise Refused(_("This paper is withdrawn: it gets no new version."))
    begun = version.pk is None
    if begun:
        _begin_version(version, paper, by=by, now=now)
    else:
        _renew(version, paper, seen=seen, window=window, by=by)
    _keep_upload(version, upload)
    version.saves += 1
    version.save(force_insert=begun, update_fields=None if begun else KEPT_IN_A_DRAFT)
    _keep_words(version, by=by, now=now, window=window, how=how)
    return version


def _begin_version(version, paper, *, by, now):
    """The count of saves goes on, so that a page opened on an earlier version knows less."""
    if paper.versions.drafts().exists():
        raise Refused(_("This paper already has a new version in preparation. Open it again."))
    last = paper.versions.order_by("-number").first()
    version.number, version.saves = (last.number + 1, last.saves) if last else (1, 0)
    version.created_at = now
    moves.note(paper, by=by, now=now, what=_("Version %d begun.") % version.number)


def _renew(version, paper, *, seen, window, by):
    """What was loaded earlier may be public by now; the file in store is the one to replace."""
    stored = paper.versions.select_for_update().get(pk=version.pk)
    if stored.is_published:
        raise Refused(_("This version was published meanwhile. Begin a new version to change it."))
    if not stored.can_be_written:
        raise Refused(_("The text stands still while it is being cleared."))
    last = stored.revisions.select_related("by").first()
    own = last is not None and window and (last.window, last.by_id) == (window, by.pk)
    if seen is not None and seen != stored.saves and not own and stored.body != version.body:
        raise Conflict({"body": stored.body, "saves": stored.saves}, last)
    if last is None or last.body != stored.body:
        _add_words(stored, at=stored.created_at)
    version.saves = stored.saves
    version.pdf, version.pdf_size = stored.pdf.name, stored.pdf_size
    version.pdf_text = stored.pdf_text


def _keep_words(version, *, by, now, window, how):
    """A saved text of its own, unless the same person's typing simply goes on."""
    last = version.revisions.first()
    if last and last.body == version.body:
        return
    if last and _goes_on(last, by=by, now=now, window=window, how=how):
        last.body, last.at = version.body, now
        last.save(update_fields=["body", "at"])
    else:
        _add_words(version, at=now, by=by, window=window, how=how)


def _goes_on(last, *, by, now, window, how):
    same_page = (last.by_id, last.window) == (by.pk, window)
    return same_page and last.how == how == SavedHow.TYPING and now - last.at <= ONE_SITTING


def _add_words(version, **known):
    last = version.revisions.first()
    number = last.number + 1 if last else 1
    Revision.objects.create(version=version, number=number, body=version.body, **known)


def _keep_upload(version, upload):
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
