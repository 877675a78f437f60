"""Asking the members for comments on a draft: from its opening to its deadline."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import network_day
from common.refusals import Refused
from knowledge_exchange import notifications
from knowledge_exchange.enums import Stage
from knowledge_exchange.papers.models import Comment, PaperVersion
from knowledge_exchange.papers.services import moves
from outbox.services import queue_new

ASKED, REMINDER = "knowledge_exchange.comments_asked", "knowledge_exchange.comments_due"
OVER = "knowledge_exchange.comments_over"
LEAD = timedelta(days=3)  # before the deadline those are reminded who have said nothing
SHORTEST = timedelta(days=5)  # for a centre to read, ask at home and answer: an assumption
LONGEST = timedelta(days=366)  # what is further off is a slip of the pen


@transaction.atomic
def open_comments(paper, *, until, by, now):
    """Ask all centres for their comments, anew after an earlier round; return the version."""
    row = moves.locked(paper.pk)
    version = moves.draft_of(row)
    must_leave_time(until, now)
    what = _("Members are asked for comments on version %d.") % version.number
    moves.move_version(version, Stage.COMMENTS, by=by, now=now, what=what, comments_until=until)
    notify_readers(ASKED, version, until, now)
    return version


@transaction.atomic
def move_deadline(paper, *, until, by, now):
    """Later or earlier, but not into the past; everybody is told the new one."""
    row = moves.locked(paper.pk)
    version = _under_comment(row)
    must_lie_ahead(until, now)
    if until < version.comments_until:
        must_leave_time(until, now)
    version.comments_until = until
    version.save(update_fields=["comments_until"])
    moves.note(row, by=by, now=now, what=_("The deadline for comments was moved."))
    notify_readers(ASKED, version, until, now, is_moved=True)
    return version


@transaction.atomic
def end_comments(paper, *, by, now):
    """Back to the draft. What was said stays with it."""
    row = moves.locked(paper.pk)
    what = _("The round of comments ended.")
    return moves.move_version(_under_comment(row), Stage.DRAFT, by=by, now=now, what=what)


def _under_comment(paper):
    version = moves.draft_of(paper)
    if version.stage != Stage.COMMENTS:
        raise Refused(_("The members are not being asked for comments."))
    return version


def must_lie_ahead(deadline, now):
    if deadline <= now:
        raise Refused(_("This deadline has passed already. Choose a later one."))
    if deadline > now + LONGEST:
        raise Refused(_("This deadline is more than a year away. Choose an earlier one."))


def must_leave_time(deadline, now):
    must_lie_ahead(deadline, now)
    if deadline < now + SHORTEST:
        raise Refused(_("Leave the centres at least %d days.") % SHORTEST.days)


def notify_readers(kind, version, until, now, *, is_moved=False):
    """The deadline stands in the key: a moved one is told anew."""
    key = f"{version.pk}/{until.isoformat()}/{now.isoformat()}"
    told = {"until": until.isoformat(), "is_moved": is_moved}
    notifications.notify(kind, notifications.readers(now), version, key=key, now=now, **told)


@transaction.atomic
def remind(now):
    """Ask once the centres that have said nothing, some days before the deadline."""
    waiting = PaperVersion.objects.filter(
        stage=Stage.COMMENTS, comments_until__gt=now, comments_until__lte=now + LEAD
    )
    mails = [mail for version in waiting.select_related("paper") for mail in _mails(version, now)]
    return queue_new(mails, now=now)


def _mails(version, now):
    said = Comment.objects.filter(version=version).values("centre")
    silent = notifications.readers_to_notify(network_day(now)).exclude(centre__in=said)
    until = version.comments_until.isoformat()
    people = [reader.user for reader in silent]
    return notifications.letters(
        REMINDER, people, version, key=f"{version.pk}/{until}", now=now, until=until
    )


@transaction.atomic
def notify_of_end(now):
    """The secretariat hears once of each round that is over by now, whoever ends it."""
    over = PaperVersion.objects.filter(stage=Stage.COMMENTS, comments_until__lte=now)
    mails = [mail for version in over for mail in _over(version, now)]
    return queue_new(mails, now=now)


def _over(version, now):
    until = version.comments_until.isoformat()
    key = f"{version.pk}/{until}"
    return notifications.letters(
        OVER, notifications.staff(), version, key=key, now=now, until=until
    )
