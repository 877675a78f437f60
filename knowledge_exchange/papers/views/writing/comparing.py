"""Texts beside each other: the versions of a paper, and what was saved of a draft."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.attempts import attempt
from common.comparing import compare
from knowledge_exchange import permissions
from knowledge_exchange.papers.models import Revision
from knowledge_exchange.papers.services import writing
from knowledge_exchange.papers.views.writing.access import draft_of, for_writers, visible_paper


@require_safe
@login_not_required
def versions(request, slug):
    """Published versions for everybody, the one in preparation for those who may read it."""
    paper = visible_paper(request, slug)
    if paper.is_withdrawn:
        return redirect(paper)
    versions = paper.versions.all()
    if not permissions.can_read_drafts(request.user):
        versions = versions.published()
    texts = [version for version in versions if not version.is_uploaded]
    context = {"paper": paper, **_compared(request, texts)}
    return render(request, "knowledge_exchange/writing/compare.html", context)


@require_safe
def saved(request, slug):
    """What was saved of the newest version, by whom and when."""
    paper = visible_paper(request, slug)
    if not permissions.can_read_drafts(request.user):
        raise PermissionDenied
    version = draft_of(paper) or paper.versions.first()
    if version is None or paper.is_withdrawn:
        raise Http404
    context = {
        "paper": paper,
        "version": version,
        "may_bring_back": not version.is_published and permissions.can_write(request.user),
        **_compared(request, list(version.revisions.select_related("by"))),
    }
    return render(request, "knowledge_exchange/writing/saved.html", context)


def _compared(request, texts):
    """`texts` newest first; without a choice the newest with the one before it."""
    by_number = {str(text.number): text for text in texts}
    old, new = (by_number.get(request.GET.get(name, "")) for name in ("old", "new"))
    if old is None and new is None and len(texts) > 1:
        new, old = texts[:2]
    rows = compare(old.body, new.body) if old and new else []
    return {
        "texts": texts,
        "old": old,
        "new": new,
        "rows": rows,
        "is_same": bool(rows) and not any(row.is_changed for row in rows),
    }


@require_POST
@for_writers
def bring_back(request, paper, pk):
    revisions = Revision.objects.filter(version__paper=paper).select_related("version")
    revision = get_object_or_404(revisions, pk=pk)
    success = _("The text of that day is back. What it replaced is kept below.")
    with attempt(request, success=success):
        writing.bring_back(revision, by=request.user, now=timezone.now())
    return redirect("knowledge_exchange:saved", paper.slug)
