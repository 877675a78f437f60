"""What members say about the passages of a draft, and what its writers do about it."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from common.refusals import Refused
from knowledge_exchange import notifications
from knowledge_exchange.papers.models import Comment
from knowledge_exchange.papers.services import moves
from knowledge_exchange.permissions import can_write
from members.models import User
from members.permissions import centre_of

ANSWERED = "knowledge_exchange.comment_answered"
RESOLVED = "knowledge_exchange.comment_resolved"


@transaction.atomic
def comment(version, *, text, by, now, passage=""):
    """`passage` are the words that it is about; empty for the paper as a whole."""
    row = _locked_version(version)
    if not row.takes_comments(now):
        raise Refused(_("The time for comments is over."))
    return _add(row, by=by, now=now, passage=passage, text=text)


@transaction.atomic
def reply(comment, *, text, by, now):
    """By members while it is time for comments, by writers as long as the draft is written."""
    row = _locked_version(comment.version)
    _must_stand(_fresh(comment))
    if not row.takes_comments(now) and not (row.can_be_written and can_write(by)):
        raise Refused(_("The time for comments is over."))
    said = _add(row, by=by, now=now, answers_id=comment.pk, text=text)
    others = Q(pk=comment.by_id) | Q(pk__in=comment.replies.values("by"))
    _notify(ANSWERED, said, others, key=said.pk, by=by, now=now)
    return said


def _add(version, *, by, now, **said):
    return version.comments.create(centre=centre_of(by), by=by, at=now, **said)


@transaction.atomic
def resolve(comment, *, resolution, by, now):
    """A writer says what was done about it; the comment stays to be read."""
    row = _fresh_of_a_draft(comment)
    if row.is_resolved:
        raise Refused(_("This comment is resolved already."))
    if not resolution.strip():
        raise Refused(_("Say what was done about it."))
    row.resolved_at, row.resolved_by, row.resolution = now, by, resolution.strip()
    row.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    key = f"{row.pk}/{now.isoformat()}"
    _notify(RESOLVED, row, Q(pk=row.by_id), key=key, by=by, now=now)
    return row


def _notify(kind, comment, whom, *, key, by, now):
    """Those who spoke before, but not the one who speaks."""
    people = User.objects.filter(whom, is_active=True).exclude(pk=by.pk)
    notifications.notify(kind, people, comment, key=key, now=now)


@transaction.atomic
def reopen(comment, *, by, now):
    """Undo `resolve`."""
    row = _fresh_of_a_draft(comment)
    if not row.is_resolved:
        raise Refused(_("This comment is not resolved."))
    what = _("A comment that had been resolved was opened again.")
    moves.note(row.version.paper, by=by, now=now, what=what)
    row.resolved_at, row.resolved_by, row.resolution = None, None, ""
    row.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    return row


@transaction.atomic
def take_back(comment, *, by, now):
    """Its author takes it back while it is open; that it was there can still be seen."""
    row = _fresh_of_a_draft(comment)
    if row.by_id != by.pk:
        raise Refused(_("Only its author takes a comment back."))
    if row.is_resolved:
        raise Refused(_("This comment is resolved already."))
    row.taken_back_at = now
    row.save(update_fields=["taken_back_at"])
    return row


def _fresh_of_a_draft(comment):
    version = _locked_version(comment.version)
    if not version.can_be_written:
        raise Refused(_("The text stands still while it is being cleared."))
    row = _fresh(comment)
    _must_stand(row)
    return row


def _must_stand(comment):
    if comment.taken_back_at:
        raise Refused(_("This comment was taken back."))


def _fresh(comment):
    return Comment.objects.select_related("version").get(pk=comment.pk)


def _locked_version(version):
    """As it is now, held by its paper's lock."""
    paper = moves.locked(version.paper_id)
    if paper.is_withdrawn:
        raise Refused(_("This paper is withdrawn and no longer changes."))
    return paper.versions.get(pk=version.pk)
