"""The draft with what members say about its passages, one by one."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common import markdown
from common.outcome_messages import done
from knowledge_exchange import permissions
from knowledge_exchange.papers import anchors, figures
from knowledge_exchange.papers.clearing_forms import CommentForm, ReplyForm, ResolveForm
from knowledge_exchange.papers.models import Comment
from knowledge_exchange.papers.services import commenting
from knowledge_exchange.papers.views.writing.access import draft_of, readable


def comments(request, slug):
    """The text passage by passage; a comment is written beside the one that was chosen."""
    paper, version = version_in_work(request, slug)
    parts = _passages(paper, version)
    known = None if version.is_uploaded else {part.words for part in parts}
    form = CommentForm(_sent(request), passages=known)
    if form.is_valid():
        said = form.cleaned_data
        told = _("Your comment is with the paper.")
        if done(request, commenting.comment, version, said=told, **said, **_by(request)):
            return redirect("knowledge_exchange:comments", paper.slug)
    context = {
        "paper": paper,
        "version": version,
        "passages": parts,
        "form": form,
        "chosen": _chosen(request, form, parts),
        "may_comment": version.takes_comments(timezone.now()),
        **_sorted(version, parts),
    }
    return render(request, "knowledge_exchange/clearing/comments.html", context)


def version_in_work(request, slug):
    """The draft, or the newest version, also of a withdrawn paper: what was said of it stays."""
    paper = readable(request, slug)
    if not permissions.can_read_drafts(request.user):
        raise PermissionDenied
    version = draft_of(paper) or paper.versions.first()
    if version is None:
        raise Http404
    version.paper = paper
    return paper, version


def _passages(paper, version):
    if version.is_uploaded or paper.is_withdrawn:
        return []
    return anchors.split(markdown.render(version.body, figures=figures.on_page(paper)).html)


def _sorted(version, parts):
    """Comments beside their passages, on the whole, and on passages that are there no more."""
    found = version.comments.filter(answers=None).select_related("by", "centre", "resolved_by")
    found = list(found.prefetch_related("replies__by", "replies__centre"))
    loose = anchors.tie(parts, [one for one in found if one.passage])
    return {
        "on_the_whole": [one for one in found if not one.passage],
        "loose": loose,
        "open_comments": sum(one.is_open for one in found),
        "any_comment": bool(found),
    }


def _chosen(request, form, parts):
    """The number of the passage that the form stands beside; 0 for the paper as a whole."""
    if form.is_bound:
        words = form["passage"].value()
        return next((part.number for part in parts if part.words == words), 0)
    asked = request.GET.get("passage", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0


def _sent(request):
    return request.POST if request.method == "POST" else None


def _by(request):
    return {"by": request.user, "now": timezone.now()}


def comment(request, pk):
    """One comment with its replies, and what can be done about it."""
    found = _comment(request, pk)
    reply = ReplyForm(_sent(request) if "reply" in request.POST else None, prefix="reply")
    resolve = ResolveForm(_sent(request) if "resolve" in request.POST else None, prefix="resolve")
    if reply.is_valid():
        told = _("Your reply is with the comment.")
        said = reply.cleaned_data | _by(request)
        if done(request, commenting.reply, found, said=told, **said):
            return redirect("knowledge_exchange:comment", pk)
    if resolve.is_valid():
        _must_write(request)
        told = _("The comment is resolved.")
        said = resolve.cleaned_data | _by(request)
        if done(request, commenting.resolve, found, said=told, **said):
            return _back(found)
    context = {
        "comment": found,
        "paper": found.version.paper,
        "reply_form": reply,
        "resolve_form": resolve,
        **_may(request.user, found),
    }
    return render(request, "knowledge_exchange/clearing/comment.html", context)


def _may(user, comment):
    version, can_write = comment.version, permissions.can_write(user)
    stands = comment.taken_back_at is None
    in_time = version.takes_comments(timezone.now()) or (version.can_be_written and can_write)
    return {
        "may_reply": stands and in_time,
        "may_resolve": comment.is_open and version.can_be_written and can_write,
        "may_reopen": comment.is_resolved and version.can_be_written and _may_reopen(user, comment),
        "may_take_back": comment.is_open and version.can_be_written and comment.by_id == user.pk,
    }


def _may_reopen(user, comment):
    """Its author too: whether it is done is not for the writers alone to say."""
    return comment.by_id == user.pk or permissions.can_write(user)


@require_POST
def reopen_comment(request, pk):
    found = _comment(request, pk)
    if not _may_reopen(request.user, found):
        raise PermissionDenied
    done(request, commenting.reopen, found, said=_("The comment is open again."), **_by(request))
    return _back(found)


@require_POST
def take_comment_back(request, pk):
    found = _comment(request, pk)
    done(request, commenting.take_back, found, said=_("Taken back."), **_by(request))
    return _back(found)


def _comment(request, pk):
    if not permissions.can_read_drafts(request.user):
        raise Http404
    asked = Comment.objects.filter(answers=None)
    asked = asked.select_related("version__paper__meeting", "by", "centre", "resolved_by")
    return get_object_or_404(asked.prefetch_related("replies__by", "replies__centre"), pk=pk)


def _must_write(request):
    if not permissions.can_write(request.user):
        raise PermissionDenied


def _back(comment):
    paper = comment.version.paper
    page = redirect("knowledge_exchange:comments", paper.slug)
    page["Location"] += f"#comment-{comment.pk}"
    return page
