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
    centres = form.chosen()
    countries = presence.remembered_by_country()
    former, has_more_former = [], False
    if form.is_first_page and not form.wanted("status"):  # with a list of their own they have pages
        former, has_more_former = form.lately_left(FORMER_SHOWN)
    columns = []
    for name, label in COLUMNS:  # a second click sorts the other way round
        direction = {name: "ascending", f"-{name}": "descending"}.get(form.order)
        sort = f"-{name}" if direction == "ascending" else name
        columns.append({"label": label, "sort": sort, "direction": direction})
    context = {
        "form": form,
        "page": form.page_of(centres, PAGE_SIZE),
        "count": listing.counted(centres),
        "most_counted": listing.MOST_COUNTED,
        "columns": columns,
        "former": former,
        "has_more_former": has_more_former,
        "places": presence.places(countries),
        "regions": presence.by_region(countries),
        "in_network": sum(one.centres for one in presence.in_the_network(countries).values()),
        "invented": presence.invented(countries),
    }
    return render(request, "members/directory.html", context)
