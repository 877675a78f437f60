"""Who may write: a paper that may not be read does not exist, one that may is refused plainly."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from knowledge_exchange import permissions
from knowledge_exchange.papers.models import Paper


def for_writers(view):
    @wraps(view)
    def guarded(request, slug, **kwargs):
        paper = visible_paper(request, slug)
        if not permissions.can_write(request.user):
            raise PermissionDenied
        if paper.is_withdrawn:
            messages.info(request, _("This paper is withdrawn and no longer changes."))
            return redirect(paper)
        return view(request, paper, **kwargs)

    return guarded


def visible_paper(request, slug):
    visible = Paper.objects.visible_to(request.user).select_related("meeting")
    return get_object_or_404(visible, slug=slug)


def draft_of(paper):
    draft = paper.versions.drafts().first()
    if draft is not None:
        draft.paper = paper
    return draft
