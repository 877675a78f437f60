"""Search over papers and meetings, for everybody: each finds what they may see."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from knowledge_exchange.discovery import searching

LONGEST_QUERY = 200


@require_safe
@login_not_required
def search(request):
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    terms = searching.search_terms(query)
    page = None
    if terms:
        number = request.GET.get("page")
        page = searching.page_of(terms, user=request.user, number=number)
    context = {"query": query, "page": page}
    return render(request, "knowledge_exchange/finding/search.html", context)
