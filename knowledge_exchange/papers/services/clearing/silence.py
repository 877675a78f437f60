"""The silence procedure: the text stands still, and is adopted at the deadline unless a member
centre objects."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.papers.enums import ClearanceMeans, SilenceOutcome, Stage
from knowledge_exchange.papers.models import Paper, PaperVersion, SilenceProcedure
from knowledge_exchange.papers.services import moves
from knowledge_exchange.papers.services.clearing.clearances import (
    clear,
    must_have_no_open_comment,
    must_have_reasons,
)
from knowledge_exchange.papers.services.consulting import (
    announce_deadline,
    must_leave_time,
    must_lie_ahead,
)
from members.enums import VOTING_ROLES
from members.models import User
from members.permissions import centre_of
from members.register.services.notifications import notify
from outbox.models import Mail
from outbox.services import queue_new
from voting.models import Motion

BEGUN, REMINDER = "knowledge_exchange.silence_begun", "knowledge_exchange.silence_due"
ENDED = "knowledge_exchange.silence_ended"
LEAD = timedelta(days=3)  # before the deadline those are reminded who have said nothing


@transaction.atomic
def begin(paper: Paper, *, until: datetime, by: User, now: datetime) -> SilenceProcedure:
    """Freeze the draft and ask the member centres; return the procedure."""
    row = moves.lock_paper(paper.pk)
    version = moves.draft_of(row)
    must_leave_time(until, now)
    if version.takes_comments(now):
        raise Refused(_("The members can still comment. End the round of comments first."))
    must_have_no_open_comment(version)
    event = _("Silence procedure on version %d begun.") % version.number
    moves.move_version(version, Stage.CLEARANCE, by=by, now=now, event=event)
    silence = version.silences.create(
        text_sha256=fingerprint(version), opened_at=now, opened_by=by, closes_at=until
    )
    announce_deadline(BEGUN, version, until, now)
    return silence


def fingerprint(version: PaperVersion) -> str:
    """SHA-256 of the text of record."""
    if not version.is_uploaded:
        return hashlib.sha256(version.body.encode()).hexdigest()
    with version.pdf.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@transaction.atomic
def extend(
    silence: SilenceProcedure, *, until: datetime, by: User, now: datetime
) -> SilenceProcedure:
    row = lock(silence)
    must_take_objections(row, now)
    must_lie_ahead(until, now)
    if until <= row.closes_at:
        raise Refused(_("An extension ends later than the present deadline."))
    row.closes_at = until
    row.save(update_fields=["closes_at"])
    event = _("The silence procedure was extended.")
    moves.add_event(row.version.paper, by=by, now=now, event=event)
    announce_deadline(BEGUN, row.version, until, now, is_moved=True)
    return row


@transaction.atomic
def remind(now: datetime) -> int:
    """Remind once, some days before the deadline, whose centre has said nothing yet."""
    soon = SilenceProcedure.objects.running().filter(
        closes_at__gt=now, closes_at__lte=now + LEAD, opened_at__lt=now - LEAD
    )
    mails: list[Mail] = []
    for silence in soon.select_related("version"):
        speakers = notifications.readers(now).filter(role__in=VOTING_ROLES)
        silent = speakers.exclude(centre__in=_centres_that_spoke(silence))
        mails += notifications.reminders(
            [speaker.user for speaker in silent],
            REMINDER,
            key=str(silence.pk),
            about=silence,
            now=now,
            until=silence.closes_at,
        )
    return queue_new(mails, now=now)


def has_spoken(silence: SilenceProcedure, user: User) -> bool:
    centre = centre_of(user)
    return centre is not None and centre.pk in _centres_that_spoke(silence)


def _centres_that_spoke(silence: SilenceProcedure) -> set[int]:
    """The centres that object or have stated a position."""
    return {
        *silence.objections.standing().values_list("centre", flat=True),
        *silence.version.positions.on_this_text().values_list("centre", flat=True),
    }


def adopt_due(now: datetime) -> int:
    """Adopt what nobody objects to and whose deadline has passed by now; return how many."""
    due = SilenceProcedure.objects.due(now).select_related("version")
    return sum(_adopt(silence, now) for silence in list(due))


@transaction.atomic
def _adopt(silence: SilenceProcedure, now: datetime) -> bool:
    row = lock(silence)
    if row.closes_at > now or not row.is_running or row.objections.standing().exists():
        return False
    note = _("Adopted by silence: no member centre objected until the deadline.")
    end(row, SilenceOutcome.ADOPTED, now=now)
    clear(row, ClearanceMeans.SILENCE, note, now=now)
    notify_of_outcome(row, now)
    return True


@transaction.atomic
def stop(silence: SilenceProcedure, *, why: str, by: User, now: datetime) -> SilenceProcedure:
    """Call the procedure off; the text can be written again."""
    row = lock(silence)
    must_run(row)
    event = _("The silence procedure was stopped.")
    return back_to_draft(row, SilenceOutcome.STOPPED, why=why, by=by, now=now, event=event)


# --- The steps that an objection leads to share these -------------------------------------


def lock(silence: SilenceProcedure) -> SilenceProcedure:
    """The procedure as it is now, held by its paper's lock."""
    paper = moves.lock_paper(silence.version.paper_id)
    row = SilenceProcedure.objects.select_related("version", "motion").get(pk=silence.pk)
    row.version.paper = paper
    return row


def must_run(silence: SilenceProcedure) -> None:
    if not silence.is_running:
        raise Refused(_("The silence procedure is over."))


def must_take_objections(silence: SilenceProcedure, now: datetime) -> None:
    if not silence.takes_objections(now):
        raise Refused(_("The silence procedure is over."))


def end(
    silence: SilenceProcedure,
    outcome: SilenceOutcome,
    *,
    now: datetime,
    why: str = "",
    motion: Motion | None = None,
) -> None:
    silence.outcome, silence.ended_at, silence.why, silence.motion = outcome, now, why, motion
    silence.save(update_fields=["outcome", "ended_at", "why", "motion"])


def back_to_draft(
    silence: SilenceProcedure,
    outcome: SilenceOutcome,
    *,
    why: str,
    by: User,
    now: datetime,
    event: str,
) -> SilenceProcedure:
    """The text can be written again; everybody hears why."""
    end(silence, outcome, now=now, why=must_have_reasons(why))
    moves.move_version(silence.version, Stage.DRAFT, by=by, now=now, event=event)
    notify_of_outcome(silence, now)
    return silence


def notify_of_outcome(silence: SilenceProcedure, now: datetime) -> None:
    key = f"silence:{silence.pk}:{silence.outcome}"
    notify(notifications.readers(now), ENDED, key=key, about=silence, now=now)
