"""What becomes public, and what is taken back."""

import logging
from dataclasses import asdict
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common import markdown
from common.dates import show_partial
from common.refusals import Refused
from knowledge_exchange import notifications, tasks
from knowledge_exchange.discovery.services import announcing, indexing
from knowledge_exchange.enums import PaperStatus, PdfState, SilenceOutcome, Stage
from knowledge_exchange.papers import figures, published_metadata
from knowledge_exchange.papers.models import Clearance, Paper, SilenceProcedure
from knowledge_exchange.papers.services import moves

log = logging.getLogger(__name__)

PUBLISHED = "knowledge_exchange.paper_published"
WITHDRAWN = "knowledge_exchange.paper_withdrawn"
PUBLISHED_WITH = "published_at stage said html contents pdf_state pdf_due_at".split()


def record(meeting, *, by, now, slug, **known):
    """Enter a paper that the Network announced and whose text is not held here; once per slug."""
    with transaction.atomic():
        paper, created = Paper.objects.get_or_create(
            slug=slug,
            defaults={
                "meeting": meeting,
                "status": PaperStatus.PUBLISHED,
                "published_at": now,
                "changed_at": now,
                **known,
            },
        )
        if created:
            announced = show_partial(paper.announced) or _("on an unknown day")
            what = _("Recorded as announced %(day)s; the text is not held here.")
            moves.note(paper, by=by, now=now, what=what % {"day": announced})
            indexing.index_paper(paper)
    return paper


@transaction.atomic
def publish_meeting(meeting, *, by, now):
    if meeting.is_public:
        raise Refused(_("This meeting is already public."))
    meeting.published_at = now
    meeting.save(update_fields=["published_at"])
    indexing.index_meeting(meeting)
    transaction.on_commit(partial(log.info, "meeting %s made public by user %s", meeting.pk, by.pk))
    return meeting


@transaction.atomic
def publish(paper, *, by, now, clearance=""):
    """Make the paper's newest version public, tell the centres, and ask for its PDF.

    `clearance` says how the version was cleared, unless it was cleared here. The
    meeting becomes public with its paper.
    """
    paper = moves.locked(paper.pk)
    version = paper.versions.drafts().first()
    if version is None:
        raise Refused(_("There is no new version to publish."))
    version.paper = paper
    if version.stage != Stage.CLEARED:
        _clear(version, by=by, now=now, note=clearance)
    paper = moves.move_paper(
        paper,
        PaperStatus.PUBLISHED,
        by=by,
        now=now,
        what=_("Version %d published.") % version.number,
        published_at=paper.published_at or now,
        changed_at=now,
        announced=paper.announced or timezone.localdate(now).isoformat(),
    )
    _publish_version(version, now=now)
    indexing.index_paper(paper)
    if not paper.meeting.is_public:
        publish_meeting(paper.meeting, by=by, now=now)
    _notify_the_centres(paper, version, now=now)
    if not paper.versions.published().exclude(pk=version.pk).exists():
        announcing.begin(paper, now=now)
    return paper


def _clear(version, *, by, now, note):
    """The secretariat's word for it, where the members have not cleared it here."""
    if version.stage != Stage.DRAFT:
        raise Refused(_("The members are being asked. Wait for the end, or end it yourself."))
    if version.silences.exists():
        raise Refused(_("The members were asked about this version. They clear it: ask again."))
    if count := version.comments.open().count():
        raise Refused(_("Comments that are not resolved yet: %d.") % count)
    if not note.strip():
        raise Refused(_("Say how the paper was cleared."))
    moves.move_version(version, Stage.CLEARED, by=by, now=now, what=_("Cleared for publication."))
    return Clearance.objects.create(version=version, note=note.strip(), by=by, at=now)


def _publish_version(version, *, now):
    version.published_at, version.stage = now, Stage.PUBLISHED
    version.said = published_metadata.of(version.paper)
    if not version.is_uploaded:
        version.html, version.contents = typeset(version.body, figures.on_page(version.paper))
        version.pdf_state, version.pdf_due_at = PdfState.PENDING, now
        transaction.on_commit(partial(tasks.wake_worker, version.pk), robust=True)
    version.save(update_fields=PUBLISHED_WITH)


def typeset(body, pictures=None):
    """Rendered once, in the site's own language: every reader gets the same page."""
    with override(settings.LANGUAGE_CODE):
        rendered = markdown.render(body, figures=pictures)
    return rendered.html, [asdict(section) for section in rendered.contents]


def _notify_the_centres(paper, version, *, now):
    readers = notifications.readers(now)
    notifications.notify(PUBLISHED, readers, paper, key=version.pk, now=now, version=version.number)


@transaction.atomic
def withdraw(paper, *, by, reasons, now):
    """Take the text back. The paper's page stays and says why."""
    if not reasons.strip():
        raise Refused(_("Say why the paper is withdrawn."))
    paper = moves.locked(paper.pk)
    is_known = paper.versions.members_were_asked_about().exists() or paper.published_at
    row = moves.move_paper(
        paper,
        PaperStatus.WITHDRAWN,
        by=by,
        now=now,
        what=_("Withdrawn."),
        withdrawn_at=now,
        changed_at=now if paper.published_at else None,
        withdrawal_reasons=reasons.strip(),
    )
    _end_clearance(row, now)
    indexing.index_paper(row)
    if is_known:
        notifications.notify(WITHDRAWN, notifications.readers(now), row, key=row.pk, now=now)
    return row


def _end_clearance(paper, now):
    """Nobody is asked about a text that was taken back, and nothing adopts it."""
    running = SilenceProcedure.objects.running().filter(version__paper=paper)
    running.update(
        outcome=SilenceOutcome.STOPPED, ended_at=now, why=paper.withdrawal_reasons[:2000]
    )
    paper.versions.drafts().update(stage=Stage.DRAFT)
