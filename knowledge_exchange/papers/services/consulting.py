"""Asking the members for comments on a draft: from its opening to its deadline."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.papers.enums import Stage
from knowledge_exchange.papers.models import Paper, PaperVersion
from knowledge_exchange.papers.services import moves
from members.models import User
from members.register.services.notifications import notify
from outbox.models import Mail
from outbox.services import queue_new

ASKED, REMINDER = "knowledge_exchange.comments_asked", "knowledge_exchange.comments_due"
OVER = "knowledge_exchange.comments_over"
LEAD = timedelta(days=3)  # before the deadline those are reminded who have said nothing
SHORTEST = timedelta(days=5)  # for a centre to read, ask at home and answer: an assumption
LONGEST = timedelta(days=366)  # what is further off is a slip of the pen


@transaction.atomic
def open_comments(paper: Paper, *, until: datetime, by: User, now: datetime) -> PaperVersion:
    """Ask all centres for their comments, anew after an earlier round; return the version."""
    row = moves.lock_paper(paper.pk)
    version = moves.draft_of(row)
    must_leave_time(until, now)
    event = _("Members are asked for comments on version %d.") % version.number
    moves.move_version(version, Stage.COMMENTS, by=by, now=now, event=event, comments_until=until)
    announce_deadline(ASKED, version, until, now)
    return version


@transaction.atomic
def move_deadline(paper: Paper, *, until: datetime, by: User, now: datetime) -> PaperVersion:
    """Later or earlier, but not into the past; everybody is told the new one."""
    row = moves.lock_paper(paper.pk)
    version = _under_comment(row)
    must_lie_ahead(until, now)
    if version.comments_until and until < version.comments_until:
        must_leave_time(until, now)
    version.comments_until = until
    version.save(update_fields=["comments_until"])
    moves.add_event(row, by=by, now=now, event=_("The deadline for comments was moved."))
    announce_deadline(ASKED, version, until, now, is_moved=True)
    return version


@transaction.atomic
def end_comments(paper: Paper, *, by: User, now: datetime) -> PaperVersion:
    """Back to the draft. What was said stays with it."""
    row = moves.lock_paper(paper.pk)
    event = _("The round of comments ended.")
    return moves.move_version(_under_comment(row), Stage.DRAFT, by=by, now=now, event=event)


def _under_comment(paper: Paper) -> PaperVersion:
    version = moves.draft_of(paper)
    if version.stage != Stage.COMMENTS:
        raise Refused(_("The members are not being asked for comments."))
    return version


# --- Deadlines, also of the silence procedure ---------------------------------------------


def must_lie_ahead(deadline: datetime, now: datetime) -> None:
    if deadline <= now:
        raise Refused(_("This deadline has passed already. Choose a later one."))
    if deadline > now + LONGEST:
        raise Refused(_("This deadline is more than a year away. Choose an earlier one."))


def must_leave_time(deadline: datetime, now: datetime) -> None:
    must_lie_ahead(deadline, now)
    if deadline < now + SHORTEST:
        raise Refused(_("Leave the centres at least %d days.") % SHORTEST.days)


def announce_deadline(
    kind: str, version: PaperVersion, until: datetime, now: datetime, *, is_moved: bool = False
) -> None:
    """The deadline stands in the key: a moved one is told anew."""
    deadline = until.isoformat()
    notify(
        notifications.readers(now),
        kind,
        key=f"version:{version.pk}:{deadline}:{now.isoformat()}",
        about=version,
        now=now,
        details={"until": deadline, "is_moved": is_moved},
    )


# --- Ticks --------------------------------------------------------------------------------


@transaction.atomic
def remind(now: datetime) -> int:
    """Ask once the centres that have said nothing, some days before the deadline."""
    mails: list[Mail] = []
    for version in PaperVersion.objects.filter(
        stage=Stage.COMMENTS, comments_until__gt=now, comments_until__lte=now + LEAD
    ):
        silent = notifications.readers(now).exclude(centre__in=version.comments.values("centre"))
        mails += _reminders(version, [reader.user for reader in silent], REMINDER, now)
    return queue_new(mails, now=now)


@transaction.atomic
def notify_of_end(now: datetime) -> int:
    """The secretariat hears once of each round that is over by now, whoever ends it."""
    mails: list[Mail] = []
    for version in PaperVersion.objects.filter(stage=Stage.COMMENTS, comments_until__lte=now):
        mails += _reminders(version, notifications.staff(), OVER, now)
    return queue_new(mails, now=now)


def _reminders(
    version: PaperVersion, people: Iterable[User], kind: str, now: datetime
) -> list[Mail]:
    if version.comments_until is None:
        return []
    return notifications.reminders(
        people, kind, key=str(version.pk), about=version, now=now, until=version.comments_until
    )
