from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from knowledge_exchange import permissions
from knowledge_exchange.papers import shown_figures
from knowledge_exchange.papers.models import Figure

A_WEEK = 7 * 24 * 3600  # what is withdrawn must leave the caches some day


@require_safe
@login_not_required
def figure(request, slug, name):
    """A published figure never changes, so it may be kept; a draft's is for its readers only."""
    figure = get_object_or_404(Figure.objects.select_related("paper"), paper__slug=slug, name=name)
    is_public = shown_figures.is_public(figure)
    if not is_public and not permissions.can_read_drafts(request.user):
        raise Http404
    response = FileResponse(figure.file.open("rb"), content_type=figure.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = f'inline; filename="{figure.name}.{figure.ending}"'
    if is_public:
        patch_cache_control(response, public=True, max_age=A_WEEK, immutable=True)
    else:
        patch_cache_control(response, private=True, no_store=True)
    return response
