"""What becomes public, and what is taken back: either takes two people."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from common import markdown, search_updates
from common.dates import network_day, show_partial
from common.markdown import Picture
from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.meetings.models import Meeting
from knowledge_exchange.meetings.services import meetings
from knowledge_exchange.papers import published_metadata, shown_figures
from knowledge_exchange.papers.enums import PaperAct, PaperStatus, PdfState, SilenceOutcome, Stage
from knowledge_exchange.papers.models import Paper, PaperVersion, SilenceProcedure
from knowledge_exchange.papers.services import clearing, details, moves, pdfs
from members.models import User
from members.register.services.notifications import notify
from proposals.services import must_be_another

PUBLISHED = "knowledge_exchange.paper_published"
WITHDRAWN = "knowledge_exchange.paper_withdrawn"
PUBLISHED_WITH = "published_at stage said html contents pdf_state pdf_due_at".split()


def record(meeting: Meeting, *, by: User, now: datetime, slug: str, **facts: str | bool) -> Paper:
    """Enter a paper that the Network announced and whose text is not held here; once per slug."""
    with transaction.atomic():
        paper, created = Paper.objects.get_or_create(
            slug=slug,
            defaults={
                "meeting": meeting,
                "status": PaperStatus.PUBLISHED,
                "published_at": now,
                "changed_at": now,
                "why_not_stated": _("of a paper that was only announced they are not known here."),
                **facts,
            },
        )
        if created:
            day = {"day": show_partial(paper.announced) or _("on an unknown day")}
            event = _("Recorded as announced %(day)s; the text is not held here.") % day
            moves.add_event(paper, by=by, now=now, event=event)
            search_updates.changed(paper)
    return paper


@transaction.atomic
def publish(
    paper: Paper,
    *,
    by: User,
    released_by: User,
    now: datetime,
    clearance: str = "",
    why_not_stated: str = "",
    seen: str = "",
) -> Paper:
    """Make the paper's newest version public, tell the centres, and ask for its PDF.

    `clearance` says how the version was cleared, unless it was cleared here; `why_not_stated` why
    it has no authors or no licence; `seen` is the `fingerprint` of what both people read. The
    meeting becomes public with its paper.
    """
    must_be_another(by, released_by)
    paper = moves.lock_paper(paper.pk)
    version = paper.versions.drafts().first()
    if version is None:
        raise Refused(_("There is no new version to publish."))
    version.paper = paper
    if seen and seen != fingerprint(paper):
        raise Refused(_("The paper was changed since this was proposed. Read it and propose anew."))
    paper.why_not_stated = why_not_stated.strip() or paper.why_not_stated
    if not paper.is_stated:
        raise Refused(str(details.STATE_THEM))
    if version.stage != Stage.CLEARED:
        clearing.clear_by_secretariat(version, clearance, by=by, now=now)
    paper = moves.move_paper(
        paper,
        PaperStatus.PUBLISHED,
        by=by,
        now=now,
        event=_("Version %d published.") % version.number,
        released_by=released_by,
        act=PaperAct.PUBLISHED,
        published_at=paper.published_at or now,
        changed_at=now,
        announced=paper.announced or network_day(now).isoformat(),
        why_not_stated=paper.why_not_stated,
    )
    _keep_as_published(version, paper, now=now)
    search_updates.changed(paper)
    if not paper.meeting.is_public:
        meetings.publish(paper.meeting, by=by, now=now)
    notify(
        notifications.readers(now),
        PUBLISHED,
        key=f"version:{version.pk}",
        about=paper,
        now=now,
        details={"version": version.number},
    )
    if not paper.versions.published().exclude(pk=version.pk).exists():
        search_updates.announce(paper, now=now)
    return paper


def _keep_as_published(version: PaperVersion, paper: Paper, *, now: datetime) -> None:
    """What is said of it stays as it is now; a text is typeset, and its PDF asked for."""
    version.published_at, version.stage = now, Stage.PUBLISHED
    version.said = published_metadata.metadata_now(paper)
    if not version.is_uploaded:
        version.html, version.contents = typeset(version.body, shown_figures.on_page(paper))
        version.pdf_state, version.pdf_due_at = PdfState.PENDING, now
        transaction.on_commit(partial(pdfs.wake_worker, version.pk), robust=True)
    version.save(update_fields=PUBLISHED_WITH)


def fingerprint(paper: Paper) -> str:
    """Of what would be published now: the text of record, and what is said about it."""
    version = paper.versions.drafts().first()
    if version is None:
        return ""
    metadata = published_metadata.metadata_now(paper)
    said = [version.number, clearing.fingerprint(version), version.what_changed, metadata]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def typeset(
    body: str, pictures: Mapping[str, Picture] | None = None
) -> tuple[str, list[dict[str, object]]]:
    """Rendered once, in the site's own language: every reader gets the same page."""
    with override(settings.LANGUAGE_CODE):
        rendered = markdown.render(body, figures=pictures)
    return rendered.html, [asdict(section) for section in rendered.contents]


def is_known_to_members(paper: Paper) -> bool:
    """Public, or the members were asked about it."""
    return bool(paper.published_at) or paper.versions.members_were_asked_about().exists()


@transaction.atomic
def withdraw(paper: Paper, *, by: User, released_by: User, reasons: str, now: datetime) -> Paper:
    """Take the text back. The paper's page stays and says why."""
    must_be_another(by, released_by)
    is_known = is_known_to_members(paper)
    row = _end(paper, reasons, by=by, released_by=released_by, act=PaperAct.WITHDRAWN, now=now)
    if is_known:
        notify(notifications.readers(now), WITHDRAWN, key=f"paper:{row.pk}", about=row, now=now)
    return row


@transaction.atomic
def give_up(paper: Paper, *, by: User, reasons: str, now: datetime) -> Paper:
    """End a paper that nobody else was asked about; one person can."""
    if is_known_to_members(moves.lock_paper(paper.pk)):
        raise Refused(_("The members know of this paper: withdrawing it takes two people."))
    return _end(paper, reasons, by=by, now=now)


def _end(
    paper: Paper,
    reasons: str,
    *,
    by: User,
    released_by: User | None = None,
    act: str = "",
    now: datetime,
) -> Paper:
    """Nobody is asked any more about a text that was taken back, and nothing adopts it."""
    if not reasons.strip():
        raise Refused(_("Say why the paper is withdrawn."))
    paper = moves.lock_paper(paper.pk)
    row = moves.move_paper(
        paper,
        PaperStatus.WITHDRAWN,
        by=by,
        now=now,
        event=_("Withdrawn."),
        released_by=released_by,
        act=act,
        withdrawn_at=now,
        changed_at=now if paper.published_at else None,
        withdrawal_reasons=reasons.strip(),
    )
    running = SilenceProcedure.objects.running().filter(version__paper=row)
    running.update(outcome=SilenceOutcome.STOPPED, ended_at=now, why=row.withdrawal_reasons[:2000])
    row.versions.drafts().update(stage=Stage.DRAFT)
    search_updates.changed(row)
    return row
