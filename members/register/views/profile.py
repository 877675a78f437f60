"""A centre's public page: what it says of itself, and what is known of it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.dates import network_day
from members.permissions import can_edit_profile, can_read_dossiers, centre_of, is_secretariat
from members.register.history_words import history
from members.register.listing import in_the_network_first
from members.register.models import Centre
from members.register.representation import lacks_delegate, lines
from members.register.services.profiles import open_change


@require_safe
@login_not_required
def centre(request, slug):
    found = get_object_or_404(Centre.objects.listed(), slug=slug)
    memberships = found.memberships.prefetch_related("events")
    context = {
        "centre": found,
        "memberships": memberships.order_by(in_the_network_first(), "-pk"),
        "hosts": found.hosts.prefetch_related("former_names"),
        "links": found.links.all(),
        "terms": found.co_chair_terms.all(),
        "mandate": found.mandates.current().first(),
        "latest_version": found.profile_versions.first(),
    }
    context["history"] = history(context["memberships"])
    if request.user.is_authenticated and can_read_dossiers(request.user):
        context |= _for_the_centres(request.user, found, network_day(timezone.now()))
    return render(request, "members/centre.html", context)


def _for_the_centres(user, found, day):
    shown = {
        "representatives": [line.row for line in lines(found, day) if line.row.valid_from <= day],
        "lacks_delegate": lacks_delegate(found, day),
        "is_secretariat": is_secretariat(user),
    }
    if centre_of(user) == found:
        shown |= {
            "is_own": True,
            "own_reconfirmation": found.reconfirmations.first(),
            "edits_profile": can_edit_profile(user, found),
            "profile_change": open_change(found),
        }
    return shown
