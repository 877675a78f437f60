"""The picture of a paper for shared links: drawn once, then kept until what it says changes."""

from hashlib import sha256

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from common.dates import show_partial
from knowledge_exchange.discovery import card as cards
from knowledge_exchange.papers.models import Paper

KEPT_SECONDS = 30 * 24 * 3600
FRESH_SECONDS = 3600


@require_safe
@login_not_required
def card(request, slug):
    published = Paper.objects.published().select_related("meeting__series")
    paper = get_object_or_404(published, slug=slug)
    meeting = _("%(series)s, meeting %(number)d") % {
        "series": paper.meeting.series.name,
        "number": paper.meeting.number,
    }
    words = {
        "title": paper.title,
        "above": _("Expert Opinion Paper"),
        "below": " · ".join(filter(None, (meeting, show_partial(paper.announced)))),
        "network": settings.NETWORK_NAME,
    }
    name = sha256(repr((cards.DRAWING, words)).encode()).hexdigest()[:32]
    etag = f'"{name}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        picture = cache.get_or_set(f"card/{name}", lambda: cards.draw(**words), KEPT_SECONDS)
        response = HttpResponse(picture, content_type="image/png")
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response
