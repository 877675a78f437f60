"""A centre's public page: what it says of itself, and what is known of it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.dates import network_day
from members.permissions import (
    can_edit_profile,
    can_read_dossiers,
    centre_of,
    is_secretariat,
    leads,
)
from members.register.history_words import history
from members.register.listing import in_the_network_first
from members.register.models import Centre, PlannedLeaving
from members.register.representation import lacks_delegate, lines
from members.register.services.profiles import open_change


@require_safe
@login_not_required
def centre(request, slug):
    centre = get_object_or_404(Centre.objects.listed(), slug=slug)
    memberships = centre.memberships.prefetch_related("events")
    memberships = memberships.order_by(in_the_network_first(), "-pk")
    context = {
        "centre": centre,
        "memberships": memberships,
        "history": history(memberships),
        "hosts": centre.hosts.prefetch_related("former_names"),
        "links": centre.links.all(),
        "terms": centre.co_chair_terms.all(),
        "mandate": centre.mandates.current().first(),
        "latest_version": centre.profile_versions.first(),
    }
    user, day = request.user, network_day(timezone.now())
    if can_read_dossiers(user):
        context |= {
            "representatives": [
                line.row for line in lines(centre, day) if line.row.valid_from <= day
            ],
            "lacks_delegate": lacks_delegate(centre, day),
            "is_secretariat": is_secretariat(user),
        }
    if centre_of(user) == centre:
        context |= {
            "is_own": True,
            "own_reconfirmation": centre.reconfirmations.first(),
            "edits_profile": can_edit_profile(user, centre),
            "profile_change": open_change(centre),
            "leads": leads(user, centre),
            "planned_leaving": PlannedLeaving.objects.open()
            .filter(membership__centre=centre)
            .first(),
        }
    return render(request, "members/centre.html", context)
