"""A centre plans to leave the Network, or undoes that: its delegate or head, signed in again."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members.permissions import leads
from members.register.models import PlannedLeaving
from members.register.people_forms import LeaveForm
from members.register.services import leaving
from members.register.views.own_centre import own_centre
from members.register.views.signing_in_again import take


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan_leaving(request, slug):
    centre = own_centre(request.user, slug)
    if not leads(request.user, centre):
        raise PermissionDenied
    planned = PlannedLeaving.objects.open().filter(membership__centre=centre).first()
    form = LeaveForm(request.POST if request.POST and "undo" not in request.POST else None)
    if request.method == "POST" and planned and "undo" in request.POST:
        take(request, partial(leaving.undo, planned), success=_("Undone. Your centre stays."))
        return redirect("members:plan_leaving", slug)
    if request.method == "POST" and form.is_valid():
        act = partial(leaving.plan, centre, **form.cleaned_data)
        if take(request, act, success=_("It is planned. Everybody of your centre is told.")):
            return redirect("members:plan_leaving", slug)
    context = {"centre": centre, "planned": planned, "form": form}
    return render(request, "members/plan_leaving.html", context)
