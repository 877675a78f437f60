"""How often papers are read, for the members."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from knowledge_exchange import permissions
from knowledge_exchange.papers.models import Paper

PER_PAGE = 50
ORDERS = {
    "views": ("-views", "title", "pk"),
    "downloads": ("-downloads", "title", "pk"),
    "title": ("title", "pk"),
}


@require_safe
def overview(request):
    _require(request.user)
    sort = request.GET.get("sort")
    sort = sort if sort in ORDERS else "views"
    shown = Paper.objects.published().with_use().values("slug", "title", "views", "downloads")
    page = Paginator(shown.order_by(*ORDERS[sort]), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "sort": sort}
    return render(request, "knowledge_exchange/finding/use.html", context)


@require_safe
def of_paper(request, slug):
    _require(request.user)
    paper = get_object_or_404(Paper.objects.ever_public(), slug=slug)
    months = list(paper.use.by_month())
    context = {
        "paper": paper,
        "months": months,
        "views": sum(month["views"] for month in months),
        "downloads": sum(month["downloads"] for month in months),
    }
    return render(request, "knowledge_exchange/finding/paper_use.html", context)


def _require(user):
    if not permissions.can_see_use(user):
        raise PermissionDenied
