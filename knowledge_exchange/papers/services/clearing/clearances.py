"""What clears a version: silence, a vote, or the secretariat's word; until it is published, a
clearance can be taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.papers.enums import ClearanceMeans, Stage
from knowledge_exchange.papers.models import Clearance, Paper, PaperVersion, SilenceProcedure
from knowledge_exchange.papers.services import moves
from members.models import User
from members.register.services.notifications import notify

TAKEN_BACK = "knowledge_exchange.clearance_taken_back"


def clear(silence: SilenceProcedure, means: ClearanceMeans, note: str, *, now: datetime) -> None:
    """`by` is nobody: the deadline or the members did it. The paper must be locked."""
    version = silence.version
    moves.move_version(version, Stage.CLEARED, by=None, now=now, event=note[:300])
    Clearance.objects.create(version=version, means=means, note=note, silence=silence, at=now)


def clear_by_secretariat(version: PaperVersion, note: str, *, by: User, now: datetime) -> None:
    """Its word for it, where the members have not cleared it here. The paper must be locked."""
    if version.stage != Stage.DRAFT:
        raise Refused(_("The members are being asked. Wait for the end, or end it yourself."))
    if version.silences.exists():
        raise Refused(_("The members were asked about this version. They clear it: ask again."))
    must_have_no_open_comment(version)
    if not note.strip():
        raise Refused(_("Say how the paper was cleared."))
    moves.move_version(version, Stage.CLEARED, by=by, now=now, event=_("Cleared for publication."))
    Clearance.objects.create(version=version, note=note.strip(), by=by, at=now)


def must_have_no_open_comment(version: PaperVersion) -> None:
    if count := version.comments.open().count():
        raise Refused(_("Comments that are not resolved yet: %d.") % count)


@transaction.atomic
def take_back(paper: Paper, *, why: str, by: User, now: datetime) -> PaperVersion:
    """Undo a clearance before publication, with a reason; the history keeps both."""
    row = moves.lock_paper(paper.pk)
    version = moves.draft_of(row)
    if version.stage != Stage.CLEARED:
        raise Refused(_("This version is not cleared."))
    reasons = must_have_reasons(why)
    event = (_("Clearance taken back: %s") % reasons)[:300]
    moves.move_version(version, Stage.DRAFT, by=by, now=now, event=event)
    Clearance.objects.filter(version=version).delete()
    notify(
        notifications.readers(now),
        TAKEN_BACK,
        key=f"version:{version.pk}:{now.isoformat()}",
        about=version,
        now=now,
        details={"why": reasons},
    )
    return version


def must_have_reasons(reasons: str) -> str:
    if not reasons.strip():
        raise Refused(_("Give your reasons."))
    return reasons.strip()
