"""The public directory: who is in the Network, who was, and what is known of each centre."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from members import listing, presence
from members.directory_filter import DirectoryFilter
from members.enums import RepresentativeRole
from members.listing import in_the_network_first
from members.models import Centre
from members.permissions import can_read_dossiers, centre_of

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


@require_safe
@login_not_required
def centre(request, slug):
    found = get_object_or_404(Centre.objects.listed(), slug=slug)
    context = {
        "centre": found,
        "memberships": found.memberships.order_by(in_the_network_first(), "-pk"),
        "hosts": found.hosts.prefetch_related("former_names"),
        "terms": found.co_chair_terms.all(),
        "mandate": found.mandates.current().first(),
    }
    if request.user.is_authenticated and can_read_dossiers(request.user):
        context["representatives"] = _who_speaks_for(found, timezone.localdate())
        if centre_of(request.user) == found:
            context["own_reconfirmation"] = found.reconfirmations.first()
    return render(request, "members/centre.html", context)


def _who_speaks_for(found, day):
    people = found.representatives.on(day).select_related("user")
    return sorted(people, key=lambda person: RepresentativeRole.values.index(person.role))


def _column(name, label, sort):
    """A heading whose link sorts by it, and a second time the other way round."""
    direction = {name: "ascending", f"-{name}": "descending"}.get(sort)
    return {
        "label": label,
        "sort": f"-{name}" if direction == "ascending" else name,
        "direction": direction,
    }
