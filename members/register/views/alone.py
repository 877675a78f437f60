"""What superusers did by raw forms, with no second person, for everybody who acts for a centre."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.permissions import can_read_dossiers
from proposals.models import ActAlone

SHOWN = 200


@require_safe
@never_cache
def acts_alone(request):
    if not can_read_dossiers(request.user):
        raise PermissionDenied
    acts = ActAlone.objects.select_related("by").prefetch_related("subject")[:SHOWN]
    return render(request, "members/acts_alone.html", {"acts": acts})
