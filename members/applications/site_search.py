"""What the search over everything finds among the applications: for the secretariat alone."""

from collections.abc import Iterator

from django.urls import reverse

from common.accounts import Visitor
from common.site_search import Hit
from members.applications.models import Application
from members.applications.searching import matching
from members.permissions import can_review


def find_cases(text: str, visitor: Visitor, limit: int) -> Iterator[Hit]:
    if not can_review(visitor):
        return
    for case in matching(Application.objects.all(), text).order_by("-pk")[:limit]:
        address = reverse("admin:members_application_change", args=[case.pk])
        yield Hit(f"{case.reference} {case.title}", address, case.get_status_display())
