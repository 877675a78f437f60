"""Every write with a consequence: drafts, publication, withdrawal, and the PDF."""

import logging
from dataclasses import asdict
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from knowledge_exchange import markdown, pdf, tasks
from knowledge_exchange.enums import NEXT, PaperStatus, PdfState, TextOfRecord
from knowledge_exchange.models import Clearance, Paper, PaperVersion
from members.dates import show_partial
from members.models import Membership, Representative
from members.services import Refused
from outbox.services import queue

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
LEASE = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=1)  # then twice as long each time

KEPT_IN_A_DRAFT = ["text_of_record", "body", "pdf", "pdf_size", "pdf_state"]


# --- Writing ------------------------------------------------------------------------------


def begin(paper, *, by, now):
    """Note in the history of a new paper that it exists."""
    return _note(paper, by=by, now=now, what=_("Draft begun."))


@transaction.atomic
def save_draft(version, *, by, now, upload=None):
    """Keep the text, or the PDF that is the text of record, of a version not yet published."""
    paper = Paper.objects.select_for_update().get(pk=version.paper_id)
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
    _note(paper, by=by, now=now, what=_("Version %d begun.") % version.number)


def _renew(version, paper):
    """What was loaded earlier may be public by now; the file in store is the one to replace."""
    stored = paper.versions.select_for_update().get(pk=version.pk)
    if stored.is_published:
        raise Refused(_("This version was published meanwhile. Begin a new version to change it."))
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


def record(meeting, *, by, now, slug, **known):
    """Enter a paper that the Network announced and whose text is not held here; once per slug."""
    with transaction.atomic():
        paper, created = Paper.objects.get_or_create(
            slug=slug,
            defaults={
                "meeting": meeting,
                "status": PaperStatus.PUBLISHED,
                "published_at": now,
                **known,
            },
        )
        if created:
            announced = show_partial(paper.announced) or _("on an unknown day")
            what = _("Recorded as announced %(day)s; the text is not held here.")
            _note(paper, by=by, now=now, what=what % {"day": announced})
    return paper


# --- Publishing ---------------------------------------------------------------------------


@transaction.atomic
def publish_meeting(meeting, *, by, now):
    if meeting.is_public:
        raise Refused(_("This meeting is already public."))
    meeting.published_at = now
    meeting.save(update_fields=["published_at"])
    log.info("meeting %s made public by user %s", meeting.pk, by.pk)
    return meeting


@transaction.atomic
def publish(paper, *, by, now, clearance):
    """Make the paper's newest version public, tell the centres, and ask for its PDF.

    `clearance` says how the version was cleared. The meeting becomes public with its paper.
    """
    paper = Paper.objects.select_for_update().select_related("meeting").get(pk=paper.pk)
    version = paper.versions.drafts().first()
    if version is None:
        raise Refused(_("There is no new version to publish."))
    _clear(paper, version, by=by, now=now, note=clearance)
    paper = _move(
        paper,
        PaperStatus.PUBLISHED,
        by=by,
        now=now,
        what=_("Version %d published.") % version.number,
        published_at=paper.published_at or now,
        announced=paper.announced or timezone.localdate(now).isoformat(),
    )
    _publish_version(version, now=now)
    if not paper.meeting.is_public:
        publish_meeting(paper.meeting, by=by, now=now)
    _tell_the_centres(paper, version, now=now)
    return paper


def _clear(paper, version, *, by, now, note):
    if not note.strip():
        raise Refused(_("Say how the paper was cleared."))
    if paper.is_in_preparation and paper.status != PaperStatus.CLEARANCE:
        _move(paper, PaperStatus.CLEARANCE, by=by, now=now, what=_("Cleared for publication."))
    return Clearance.objects.create(version=version, note=note.strip(), by=by, at=now)


def _publish_version(version, *, now):
    version.published_at = now
    if not version.is_uploaded:
        version.html, version.contents = typeset(version.body)
        version.pdf_state, version.pdf_due_at = PdfState.PENDING, now
        transaction.on_commit(partial(tasks.ring, version.pk), robust=True)
    version.save(update_fields=["published_at", "html", "contents", "pdf_state", "pdf_due_at"])


def typeset(body):
    """Rendered once, in the site's own language: every reader gets the same page."""
    with override(settings.LANGUAGE_CODE):
        rendered = markdown.render(body)
    return rendered.html, [asdict(section) for section in rendered.contents]


def _tell_the_centres(paper, version, *, now):
    for reader in readers_to_tell(timezone.localdate(now)):
        queue(
            "knowledge_exchange.paper_published",
            key=f"knowledge_exchange.paper_published/{version.pk}/{reader.user_id}",
            to=reader.user.email,
            user=reader.user,
            about=paper,
            details={"version": version.number},
            now=now,
        )


def readers_to_tell(day):
    """Everybody who represents an active member centre on that day."""
    centres = Membership.objects.entitled_to_vote().values("centre")
    acting = Representative.objects.on(day).filter(centre__in=centres, user__is_active=True)
    return acting.select_related("user", "centre").order_by("centre__country", "user__email")


@transaction.atomic
def withdraw(paper, *, by, reasons, now):
    """Take the text back. The paper's page stays and says why."""
    if not reasons.strip():
        raise Refused(_("Say why the paper is withdrawn."))
    return _move(
        paper,
        PaperStatus.WITHDRAWN,
        by=by,
        now=now,
        what=_("Withdrawn."),
        withdrawn_at=now,
        withdrawal_reasons=reasons.strip(),
    )


def _move(paper, target, *, by, now, what, **changes):
    row = Paper.objects.select_for_update().select_related("meeting").get(pk=paper.pk)
    if target not in NEXT.get(row.status, ()):
        raise Refused(_("This step is no longer possible."))
    for field, value in {"status": target, **changes}.items():
        setattr(row, field, value)
    row.save(update_fields=["status", *changes])
    _note(row, by=by, now=now, what=what)
    return row


def _note(paper, *, by, now, what):
    return paper.events.create(by=by, at=now, status=paper.status, what=what)


# --- The PDF ------------------------------------------------------------------------------


def render_pdf(version_id, *, clock, make=pdf.make):
    """Make the PDF of a version that waits for one; True if it is ready now.

    Whatever goes wrong leaves the paper published and the reason with the version.
    """
    version = _claim(version_id, clock())
    if version is None:
        return False
    try:
        content = make(version)
    except Exception as fault:
        # A missing library and a text that cannot be typeset are both for a person to read.
        log.exception("the PDF of version %s could not be made", version.pk)
        _retry_or_give_up(version, fault, clock())
        return False
    return _keep(version, content)


@transaction.atomic
def _claim(version_id, now):
    """Take the version for this worker; nobody else gets it while the lease runs."""
    waiting = PaperVersion.objects.select_for_update().waiting_for_pdf(now)
    version = waiting.filter(pk=version_id).first()
    if version is None:
        return None
    if version.pdf_attempts >= MAX_ATTEMPTS:
        why = version.pdf_why or _("The worker stopped each time it made this PDF.")
        _leave(version, pdf_state=PdfState.FAILED, pdf_why=why)
        return None
    version.pdf_attempts += 1
    version.pdf_due_at = now + LEASE
    version.save(update_fields=["pdf_attempts", "pdf_due_at"])
    return version


def _retry_or_give_up(version, fault, now):
    why = f"{type(fault).__name__}: {fault}"[:300]
    if version.pdf_attempts >= MAX_ATTEMPTS:
        return _leave(version, pdf_state=PdfState.FAILED, pdf_why=why)
    later = now + FIRST_RETRY * 2 ** (version.pdf_attempts - 1)
    return _leave(version, pdf_why=why, pdf_due_at=later)


def _keep(version, content):
    """Store the file; if another worker took the version meanwhile, its file stays."""
    before, storage = version.pdf.name, version.pdf.storage
    version.pdf.save("paper.pdf", ContentFile(content), save=False)
    made = {"pdf": version.pdf.name, "pdf_size": len(content)}
    ours = _leave(version, **made, pdf_state=PdfState.READY, pdf_why="")
    superseded = before if ours else version.pdf.name
    if superseded:
        storage.delete(superseded)
    return ours


def _leave(version, **changes):
    """Write the outcome, unless the lease is no longer ours."""
    ours = PaperVersion.objects.filter(
        pk=version.pk, pdf_state=PdfState.PENDING, pdf_due_at=version.pdf_due_at
    )
    return bool(ours.update(**changes))


@transaction.atomic
def make_pdf_again(version, *, by, now):
    """A person asks: forget the failed attempts and begin anew."""
    row = PaperVersion.objects.select_for_update().select_related("paper").get(pk=version.pk)
    if not row.is_published or row.text_of_record == TextOfRecord.UPLOADED:
        raise Refused(_("Only the PDF of a published text can be made again."))
    row.pdf_state, row.pdf_why = PdfState.PENDING, ""
    row.pdf_attempts, row.pdf_due_at = 0, now
    row.save(update_fields=["pdf_state", "pdf_why", "pdf_attempts", "pdf_due_at"])
    _note(row.paper, by=by, now=now, what=_("PDF of version %d asked for again.") % row.number)
    transaction.on_commit(partial(tasks.ring, row.pk), robust=True)
    return row
