"""The draft with what members say about its passages, one by one."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common import markdown
from common.attempts import attempt
from common.once import once
from knowledge_exchange import permissions
from knowledge_exchange.papers import anchors, shown_figures
from knowledge_exchange.papers.clearing_forms import CommentForm, ReplyForm, ResolveForm
from knowledge_exchange.papers.models import Comment
from knowledge_exchange.papers.services import commenting
from knowledge_exchange.papers.views.writing.access import draft_of, visible_paper


@once(words=("passage", "text"))
def comments(request, slug):
    """The text passage by passage; a comment is written beside the one that was chosen."""
    paper, version = version_in_work(request, slug)
    passages = []
    if not (version.is_uploaded or paper.is_withdrawn):
        rendered = markdown.render(version.body, figures=shown_figures.on_page(paper))
        passages = anchors.split(rendered.html)
    words = None if version.is_uploaded else {passage.words for passage in passages}
    form = CommentForm(request.POST if request.method == "POST" else None, passages=words)
    if form.is_valid():
        with attempt(request, success=_("Your comment is with the paper.")) as writing:
            details = form.cleaned_data
            commenting.comment(version, **details, by=request.user, now=timezone.now())
        if writing.succeeded:
            return redirect("knowledge_exchange:comments", paper.slug)
    chosen = 0  # the number of the passage that the form stands beside; 0 for the whole paper
    if form.is_bound:
        typed = form["passage"].value()
        chosen = next((passage.number for passage in passages if passage.words == typed), 0)
    elif (number := request.GET.get("passage", "")).isdecimal() and len(number) < 6:
        chosen = int(number)
    written = list(
        version.comments.filter(answers=None)
        .select_related("by", "centre", "resolved_by")
        .prefetch_related("replies__by", "replies__centre")
    )
    in_time = version.takes_comments(timezone.now())
    context = {
        "paper": paper,
        "version": version,
        "passages": passages,
        "form": form,
        "chosen": chosen,
        "may_comment": in_time and permissions.can_comment(request.user),
        "on_the_whole": [comment for comment in written if not comment.passage],
        "loose": anchors.tie(passages, [comment for comment in written if comment.passage]),
        "open_comments": sum(comment.is_open for comment in written),
        "any_comment": bool(written),
    }
    return render(request, "knowledge_exchange/clearing/comments.html", context)


def version_in_work(request, slug):
    """The draft, or the newest version, also of a withdrawn paper: what was said of it stays."""
    paper = visible_paper(request, slug)
    if not permissions.can_read_drafts(request.user):
        raise PermissionDenied
    version = draft_of(paper) or paper.versions.first()
    if version is None:
        raise Http404
    version.paper = paper
    return paper, version


@once(words=("reply-text", "resolve-resolution"))
def comment(request, pk):
    """One comment with its replies, and what can be done about it."""
    comment = _visible_comment(request, pk)
    version, user, now = comment.version, request.user, timezone.now()
    reply = ReplyForm(request.POST if "reply" in request.POST else None, prefix="reply")
    resolve = ResolveForm(request.POST if "resolve" in request.POST else None, prefix="resolve")
    if reply.is_valid():
        with attempt(request, success=_("Your reply is with the comment.")) as replying:
            commenting.reply(comment, **reply.cleaned_data, by=user, now=now)
        if replying.succeeded:
            return redirect("knowledge_exchange:comment", pk)
    if resolve.is_valid():
        if not permissions.can_write(user):
            raise PermissionDenied
        with attempt(request, success=_("The comment is resolved.")) as resolving:
            commenting.resolve(comment, **resolve.cleaned_data, by=user, now=now)
        if resolving.succeeded:
            return _back_to(comment)
    stands = comment.taken_back_at is None
    can_write = version.can_be_written and permissions.can_write(user)
    context = {
        "comment": comment,
        "paper": version.paper,
        "reply_form": reply,
        "resolve_form": resolve,
        "may_reply": stands and (version.takes_comments(now) or can_write),
        "may_resolve": comment.is_open and can_write,
        "may_reopen": (
            comment.is_resolved and version.can_be_written and _may_reopen(user, comment)
        ),
        "may_take_back": comment.is_open and version.can_be_written and comment.by_id == user.pk,
    }
    return render(request, "knowledge_exchange/clearing/comment.html", context)


def _may_reopen(user, comment):
    """Its author too: whether it is done is not for the writers alone to say."""
    return comment.by_id == user.pk or permissions.can_write(user)


@require_POST
def reopen_comment(request, pk):
    comment = _visible_comment(request, pk)
    if not _may_reopen(request.user, comment):
        raise PermissionDenied
    with attempt(request, success=_("The comment is open again.")):
        commenting.reopen(comment, by=request.user, now=timezone.now())
    return _back_to(comment)


@require_POST
def take_comment_back(request, pk):
    comment = _visible_comment(request, pk)
    with attempt(request, success=_("Taken back.")):
        commenting.take_back(comment, by=request.user, now=timezone.now())
    return _back_to(comment)


def _visible_comment(request, pk):
    if not permissions.can_read_drafts(request.user):
        raise Http404
    comments = Comment.objects.filter(answers=None)
    comments = comments.select_related("version__paper__meeting", "by", "centre", "resolved_by")
    return get_object_or_404(comments.prefetch_related("replies__by", "replies__centre"), pk=pk)


def _back_to(comment):
    paper = comment.version.paper
    page = redirect("knowledge_exchange:comments", paper.slug)
    page["Location"] += f"#comment-{comment.pk}"
    return page
