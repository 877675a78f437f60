"""The public directory: who is in the Network, and who was."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from members.register import listing, presence
from members.register.directory_filter import DirectoryFilter

COLUMNS = (("country", _("Country")), ("centre", _("Centre")))
PAGE_SIZE = 30
FORMER_SHOWN = 10


@require_safe
@login_not_required
def directory(request):
    form = DirectoryFilter(request.GET)
    found = form.chosen()
    page = form.page_of(found, PAGE_SIZE)
    countries = presence.known()
    former, has_more_former = _former(form)
    context = {
        "form": form,
        "page": page,
        "count": listing.counted(found),
        "most_counted": listing.MOST_COUNTED,
        "columns": [_column(name, label, form.order) for name, label in COLUMNS],
        "former": former,
        "has_more_former": has_more_former,
        "places": presence.places(countries),
        "regions": presence.by_region(countries),
    }
    return render(request, "members/directory.html", context)


def _former(form):
    """The first of those that left; with a list of their own they have pages."""
    if form.wanted("status") or not form.is_first_page:
        return [], False
    return form.lately_left(FORMER_SHOWN)


def _column(name, label, sort):
    """A heading whose link sorts by it, and a second time the other way round."""
    direction = {name: "ascending", f"-{name}": "descending"}.get(sort)
    return {
        "label": label,
        "sort": f"-{name}" if direction == "ascending" else name,
        "direction": direction,
    }
