"""What the search over everything finds among the votes."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from common.accounts import Visitor
from common.site_search import Hit
from voting.models import Motion
from voting.permissions import visible_motions


def find_motions(text: str, visitor: Visitor, limit: int) -> Iterator[Hit]:
    """Certified results for everybody; for the members every motion that they may see."""
    visible = Q(pk__in=Motion.objects.published().values("pk"))
    if visitor.is_authenticated:
        visible |= Q(pk__in=visible_motions(visitor).values("pk"))
    motions = Motion.objects.filter(visible).with_words(text).order_by("-closes_at", "-pk")
    for motion in motions[:limit]:
        page = "voting:result" if motion.is_published else "voting:motion"
        yield Hit(motion.title, reverse(page, args=[motion.pk]), str(motion.get_status_display()))
