"""What members say about the passages of a draft, and what its writers do about it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange.meetings import notifications
from knowledge_exchange.papers.models import Comment, PaperVersion
from knowledge_exchange.papers.services import moves
from knowledge_exchange.permissions import can_write
from members.models import User
from members.permissions import centre_of
from members.register.services.notifications import notify

ANSWERED = "knowledge_exchange.comment_answered"
RESOLVED = "knowledge_exchange.comment_resolved"


@transaction.atomic
def comment(
    version: PaperVersion, *, text: str, by: User, now: datetime, passage: str = ""
) -> Comment:
    """`passage` are the words that it is about; empty for the paper as a whole."""
    row = _lock_version(version)
    if not row.takes_comments(now):
        raise Refused(_("The time for comments is over."))
    return row.comments.create(centre=centre_of(by), by=by, at=now, passage=passage, text=text)


@transaction.atomic
def reply(comment: Comment, *, text: str, by: User, now: datetime) -> Comment:
    """By members while it is time for comments, by writers as long as the draft is written.

    Those who spoke before hear of it, but not the one who speaks.
    """
    version = _lock_version(comment.version)
    _must_stand(_fresh(comment))
    if not version.takes_comments(now) and not (version.can_be_written and can_write(by)):
        raise Refused(_("The time for comments is over."))
    answer = version.comments.create(
        centre=centre_of(by), by=by, at=now, answers_id=comment.pk, text=text
    )
    spoke_before = Q(pk=comment.by_id) | Q(pk__in=comment.replies.values("by"))
    people = notifications.still_acting(User.objects.filter(spoke_before).exclude(pk=by.pk), now)
    notify(people, ANSWERED, key=f"comment:{answer.pk}", about=answer, now=now)
    return answer


@transaction.atomic
def resolve(comment: Comment, *, resolution: str, by: User, now: datetime) -> Comment:
    """A writer says what was done about it; the comment stays to be read."""
    row = _lock_of_a_draft(comment)
    if row.is_resolved:
        raise Refused(_("This comment is resolved already."))
    if not resolution.strip():
        raise Refused(_("Say what was done about it."))
    row.resolved_at, row.resolved_by, row.resolution = now, by, resolution.strip()
    row.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    author = User.objects.filter(pk=row.by_id).exclude(pk=by.pk)
    people = notifications.still_acting(author, now)
    notify(people, RESOLVED, key=f"comment:{row.pk}:{now.isoformat()}", about=row, now=now)
    return row


@transaction.atomic
def reopen(comment: Comment, *, by: User, now: datetime) -> Comment:
    """Undo `resolve`."""
    row = _lock_of_a_draft(comment)
    if not row.is_resolved:
        raise Refused(_("This comment is not resolved."))
    event = _("A comment that had been resolved was opened again.")
    moves.add_event(row.version.paper, by=by, now=now, event=event)
    row.resolved_at, row.resolved_by, row.resolution = None, None, ""
    row.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    return row


@transaction.atomic
def take_back(comment: Comment, *, by: User, now: datetime) -> Comment:
    """Its author takes it back while it is open; that it was there can still be seen."""
    row = _lock_of_a_draft(comment)
    if row.by_id != by.pk:
        raise Refused(_("Only its author takes a comment back."))
    if row.is_resolved:
        raise Refused(_("This comment is resolved already."))
    row.taken_back_at = now
    row.save(update_fields=["taken_back_at"])
    return row


def _lock_of_a_draft(comment: Comment) -> Comment:
    version = _lock_version(comment.version)
    if not version.can_be_written:
        raise Refused(_("The text stands still while it is being cleared."))
    row = _fresh(comment)
    _must_stand(row)
    return row


def _must_stand(comment: Comment) -> None:
    if comment.taken_back_at:
        raise Refused(_("This comment was taken back."))


def _fresh(comment: Comment) -> Comment:
    return Comment.objects.select_related("version").get(pk=comment.pk)


def _lock_version(version: PaperVersion) -> PaperVersion:
    row = moves.lock_version(version)
    if row.paper.is_withdrawn:
        raise Refused(_("This paper is withdrawn and no longer changes."))
    return row
