"""Pages of a list: so many items, and the address of those that follow."""

from django.conf import settings
from ninja import Field, Schema
from ninja.errors import HttpError

from common import keyset


class Paging(Schema):
    limit: int = Field(50, ge=1, le=100, description="How many items a page has at most.")
    after: int | None = Field(
        None, ge=1, le=2**63 - 1, description="Taken from “next”; leave it out for the first page."
    )


def page(request, rows, present, paging, *, order=(), descending=False):
    """`{"items": …, "next": …}`; `next` is null on the last page."""
    if paging.after and not rows.model._default_manager.filter(pk=paging.after).exists():
        raise HttpError(400, "There is nothing to go on after; start at the first page again.")
    page = keyset.page(rows, order, descending=descending, after=paging.after, size=paging.limit)
    address = None
    if page.after is not None:
        query = request.GET.copy()
        query["after"] = page.after
        address = f"{settings.SITE_URL}{request.path}?{query.urlencode()}"
    return {"items": [present(row) for row in page.rows], "next": address}
