"""Drafts: the text of a version that is not published yet."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from knowledge_exchange.enums import PdfState
from knowledge_exchange.services import moves
from members.services import Refused

KEPT_IN_A_DRAFT = ["text_of_record", "body", "pdf", "pdf_size", "pdf_state"]


def begin(paper, *, by, now):
    """Note in the history of a new paper that it exists."""
    return moves.note(paper, by=by, now=now, what=_("Draft begun."))


@transaction.atomic
def save_draft(version, *, by, now, upload=None):
    """Keep the text, or the PDF that is the text of record, of a version not yet published."""
    paper = moves.locked(version.paper_id)
    if paper.is_withdrawn:
        raise Refused(_("This paper is withdrawn: it gets no new version."))
    begun = version.pk is None
    if begun:
        _begin_version(version, paper, by=by, now=now)
    else:
        _renew(version, paper)
    _keep_upload(version, upload)
    version.save(force_insert=begun, update_fields=None if begun else KEPT_IN_A_DRAFT)
    return version


def _begin_version(version, paper, *, by, now):
    if paper.versions.drafts().exists():
        raise Refused(_("This paper already has a new version in preparation. Open it again."))
    version.number = _next_number(paper)
    version.created_at = now
    moves.note(paper, by=by, now=now, what=_("Version %d begun.") % version.number)


def _renew(version, paper):
    """What was loaded earlier may be public by now; the file in store is the one to replace."""
    stored = paper.versions.select_for_update().get(pk=version.pk)
    if stored.is_published:
        raise Refused(_("This version was published meanwhile. Begin a new version to change it."))
    if not stored.can_be_written:
        raise Refused(_("The text stands still while it is being cleared."))
    version.pdf, version.pdf_size = stored.pdf.name, stored.pdf_size


def _keep_upload(version, upload):
    """Hold one file or none: what it replaces is deleted once this is stored."""
    replaced = version.pdf.name
    version.pdf_state = PdfState.READY if version.is_uploaded else PdfState.NONE
    if version.is_uploaded and upload:
        version.pdf.save("paper.pdf", upload, save=False)
        version.pdf_size = upload.size
    elif not version.is_uploaded:
        version.pdf, version.pdf_size = "", 0
    if replaced and replaced != version.pdf.name:
        transaction.on_commit(partial(version.pdf.storage.delete, replaced), robust=True)


def _next_number(paper):
    last = paper.versions.order_by("-number").first()
    return last.number + 1 if last else 1
