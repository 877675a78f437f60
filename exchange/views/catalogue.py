"""The public table of services, and a centre's own services."""

import csv

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.attempts import attempt
from common.once import once
from common.spreadsheets import BYTE_ORDER_MARK
from exchange import service_table
from exchange.forms import OfferForm, ProposeServiceForm, TableFilter
from exchange.models import Service, ServiceOffer
from exchange.permissions import (
    acting_today,
    can_propose_service,
    can_speak_for_centre,
)
from exchange.services import catalogue, offers
from exchange.views.access import for_members, require


@require_safe
@login_not_required
def services(request):
    form = TableFilter(request.GET)
    context = {
        "form": form,
        "table": service_table.table(*form.chosen()),
        "is_filtered": any(form.cleaned_data.values()),
    }
    return render(request, "exchange/services.html", context)


@require_safe
@login_not_required
def services_csv(request):
    shown = service_table.table(*TableFilter(request.GET).chosen())
    disposition = {"Content-Disposition": 'attachment; filename="services.csv"'}
    response = HttpResponse(
        BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8", headers=disposition
    )
    csv.writer(response).writerows(service_table.lines(shown))
    return response


@for_members
@require_safe
def own_services(request):
    require(acting := acting_today(request.user))
    open_offers = ServiceOffer.objects.open().filter(centre=acting.centre)
    offered = {offer.service_id: offer for offer in open_offers}
    accepted = Service.objects.accepted()
    context = {
        "centre": acting.centre,
        "services": [(service, offered.get(service.pk)) for service in accepted],
        "proposals": Service.objects.proposed_by_centre(acting.centre).select_related(
            "merged_into"
        ),
        "speaks": can_speak_for_centre(request.user),
        "proposes": can_propose_service(request.user),
    }
    return render(request, "exchange/own_services.html", context)


@for_members
@once
def offer(request, pk):
    """Declare that one's centre offers the service `pk`, or change what was declared."""
    require(can_speak_for_centre(request.user))
    centre = acting_today(request.user).centre
    service = get_object_or_404(Service.objects.accepted(), pk=pk)
    declared = service.offers.open().filter(centre=centre).first()
    form = OfferForm(request.POST or None, instance=declared)
    if request.method == "POST" and form.is_valid():
        details = {**form.cleaned_data, "by": request.user, "now": timezone.now()}
        success = _("Your centre's services are up to date.")
        with attempt(request, success=success, form=form) as tried:
            if declared:
                offers.change(declared, **details)
            else:
                offers.declare(service, centre, **details)
        if tried.succeeded:
            return redirect("exchange:own_services")
    context = {"centre": centre, "service": service, "declared": declared, "form": form}
    return render(request, "exchange/offer.html", context)


@require_POST
@for_members
def withdraw(request, pk):
    require(can_speak_for_centre(request.user))
    centre = acting_today(request.user).centre
    declared = get_object_or_404(ServiceOffer.objects.filter(centre=centre), pk=pk)
    success = _("Your centre no longer offers “%(service)s”.") % {"service": declared.service}
    with attempt(request, success=success):
        offers.withdraw(declared, by=request.user, now=timezone.now())
    return redirect("exchange:own_services")


@for_members
@once(words=("name", "description"))
def propose(request):
    require(can_propose_service(request.user))
    form = ProposeServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        success = _("Your proposal is with the secretariat. You get an email when it has decided.")
        with attempt(request, success=success, form=form) as tried:
            catalogue.propose(
                **form.cleaned_data,
                centre=acting_today(request.user).centre,
                by=request.user,
                now=timezone.now(),
            )
        if tried.succeeded:
            return redirect("exchange:own_services")
    return render(request, "exchange/propose_service.html", {"form": form})
