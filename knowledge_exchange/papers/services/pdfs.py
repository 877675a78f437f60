"""The PDF of a version, made by a worker: whatever goes wrong, the paper stays public."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.papers import pdf
from knowledge_exchange.papers.enums import PdfState, TextOfRecord
from knowledge_exchange.papers.models import PaperVersion
from knowledge_exchange.papers.services import moves
from members.models import User

log = logging.getLogger(__name__)
RENDER = "knowledge_exchange.tasks.render_paper"  # by its name: the task calls this module

MAX_ATTEMPTS = 6
LEASE = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=1)  # then twice as long each time


def render_pdf(
    version_id: int,
    *,
    clock: Callable[[], datetime],
    make: Callable[[PaperVersion], bytes] = pdf.make,
) -> bool:
    """Make the PDF of a version that waits for one; True if it is ready now.

    Whatever goes wrong leaves the paper published and the reason with the version.
    """
    version = claim(version_id, clock())
    if version is None:
        return False
    try:
        content = make(version)
    except Exception as fault:
        # A missing library and a text that cannot be typeset are both for a person to read.
        log.exception("the PDF of version %s could not be made", version.pk)
        reason = f"{type(fault).__name__}: {fault}"[:300]
        if version.pdf_attempts >= MAX_ATTEMPTS:
            _finish(version, pdf_state=PdfState.FAILED, pdf_why=reason)
        else:
            later = clock() + FIRST_RETRY * 2 ** (version.pdf_attempts - 1)
            _finish(version, pdf_why=reason, pdf_due_at=later)
        return False
    return keep(version, content)


@transaction.atomic
def claim(version_id: int, now: datetime) -> PaperVersion | None:
    """Take the version for this worker; nobody else gets it while the lease runs."""
    waiting = PaperVersion.objects.select_for_update().waiting_for_pdf(now)
    version = waiting.filter(pk=version_id).first()
    if version is None:
        return None
    if version.pdf_attempts >= MAX_ATTEMPTS:
        reason = version.pdf_why or _("The worker stopped each time it made this PDF.")
        _finish(version, pdf_state=PdfState.FAILED, pdf_why=reason)
        return None
    version.pdf_attempts += 1
    version.pdf_due_at = now + LEASE
    version.save(update_fields=["pdf_attempts", "pdf_due_at"])
    return version


def keep(version: PaperVersion, content: bytes) -> bool:
    """Store the file; if another worker took the version meanwhile, its file stays: False."""
    before, storage = version.pdf.name, version.pdf.storage
    version.pdf.save("paper.pdf", ContentFile(content), save=False)
    is_ours = _finish(
        version,
        pdf=version.pdf.name,
        pdf_size=len(content),
        pdf_state=PdfState.READY,
        pdf_why="",
    )
    superseded = before if is_ours else version.pdf.name
    if superseded:
        storage.delete(superseded)
    return is_ours


def _finish(version: PaperVersion, **outcome: str | int | datetime | None) -> bool:
    """Write the outcome, unless the lease is no longer ours."""
    ours = PaperVersion.objects.filter(
        pk=version.pk, pdf_state=PdfState.PENDING, pdf_due_at=version.pdf_due_at
    )
    return bool(ours.update(**outcome))


def make_anew(version: PaperVersion, *, now: datetime) -> None:
    """What stands on its title page has changed. Until then readers get the PDF of before."""
    if not version.is_uploaded:
        _ask_for(version, now)


@transaction.atomic
def make_pdf_again(version: PaperVersion, *, by: User, now: datetime) -> PaperVersion:
    """A person asks: forget the failed attempts and begin anew."""
    row = PaperVersion.objects.select_for_update().select_related("paper").get(pk=version.pk)
    if not row.is_published or row.text_of_record == TextOfRecord.UPLOADED:
        raise Refused(_("Only the PDF of a published text can be made again."))
    _ask_for(row, now)
    event = _("PDF of version %d asked for again.") % row.number
    moves.add_event(row.paper, by=by, now=now, event=event)
    return row


def wake_worker(version_id: int) -> None:
    """Ask a worker for the PDF now; whatever the broker does, beat's next tick asks again."""
    try:
        current_app.signature(RENDER, args=[version_id]).delay()
    except Exception as fault:
        log.warning("the broker does not answer (%s); the PDF waits for beat", fault)


def _ask_for(version: PaperVersion, now: datetime) -> None:
    version.pdf_state, version.pdf_why = PdfState.PENDING, ""
    version.pdf_attempts, version.pdf_due_at = 0, now
    version.save(update_fields=["pdf_state", "pdf_why", "pdf_attempts", "pdf_due_at"])
    transaction.on_commit(partial(wake_worker, version.pk), robust=True)
