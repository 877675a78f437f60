"""The catalogue in the admin, and what the centres offer."""

from datetime import UTC, datetime

from django import forms
from django.contrib import admin
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.list_admin import ListAdmin
from common.admin.lists import Column, Filter, Listing, Queue, by_words_of, since_cell
from common.admin.mixins import NeverDeletedMixin
from common.admin.step_admin import StepsAdmin, leading_to
from common.admin.steps import Step
from common.form_fields import LinesField
from common.templatetags.p2i import status_tag
from exchange.enums import NEXT_SERVICE, ServiceStatus
from exchange.forms import OfferForm, ServiceForm
from exchange.models import Service, ServiceOffer
from exchange.permissions import can_keep_catalogue, can_keep_offers
from exchange.services import catalogue, offers
from members.models import Centre
from outbox.rehearsal import rehearsed

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)  # for what was never proposed


class NoteForm(forms.Form):
    note = LinesField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever proposed it reads these words in the email."),
    )


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        label=_("The same as"), queryset=Service.objects.accepted(), empty_label=_("Choose one")
    )
    note = LinesField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever proposed it reads these words in the email."),
    )


SERVICES = Listing(
    title=_("Services"),
    everything=_("All services"),
    search_label=_("Name or description"),
    columns=(
        Column(
            name="name",
            label=_("Service"),
            cell=lambda service: service.name,
            order=("position", "name"),
        ),
        Column(
            name="status",
            label=_("State"),
            cell=lambda service: status_tag(service.status, service.get_status_display()),
            order=("status", "position"),
        ),
        Column(
            name="centre", label=_("Proposed by"), cell=lambda service: str(service.centre or "")
        ),
        Column(
            name="since",
            label=_("Proposed"),
            cell=lambda service: since_cell(service.proposed_at),
            order=(Coalesce("proposed_at", Value(LONG_AGO)),),
        ),
    ),
    find=by_words_of("name", "description"),
    order="name",
    queue_order="since",
    queues=(
        Queue(
            name="proposed",
            label=_("Proposed by centres"),
            rows=lambda services, viewer: services.proposed(),
        ),
        Queue(
            name="accepted",
            label=_("In the catalogue"),
            rows=lambda services, viewer: services.accepted(),
        ),
    ),
    empty_title=_("No service yet"),
    empty_text=_("The catalogue holds what centres can offer each other; add the first service."),
)


@admin.register(Service)
class ServiceAdmin(NeverDeletedMixin, ListAdmin, StepsAdmin):
    listing = SERVICES
    form = ServiceForm
    facts = [
        "status",
        "centre",
        "proposed_by",
        "proposed_at",
        "decided_by",
        "decided_at",
        "retired_at",
        "note",
        "merged_into",
    ]
    step_route = "<int:pk>/act/<slug:name>/"
    step_url_name = "act"
    steps = (
        Step(
            name="accept",
            label=_("Accept into the catalogue"),
            applies=lambda service: service.status == ServiceStatus.PROPOSED,
            act=catalogue.accept,
            leads_to=ServiceStatus.ACCEPTED,
            consequence=_("Every centre can say that it offers this service."),
            seen_by=_("Everybody, in the table of services. Whoever proposed it is told."),
            done=_("The service is in the catalogue."),
            letters=rehearsed,
        ),
        Step(
            name="merge",
            label=_("Merge with another service"),
            act=catalogue.merge,
            consequence=_("The proposal is closed: the catalogue has it under another name."),
            done=lambda proposal, service: (
                _("The proposal is merged with “%(service)s”.") % {"service": service.merged_into}
            ),
            form=MergeForm,
            letters=rehearsed,
            **leading_to(ServiceStatus.MERGED, NEXT_SERVICE),
        ),
        Step(
            name="send-back",
            label=_("Return to the centre"),
            act=catalogue.send_back,
            consequence=_(
                "The proposal is closed. Whoever made it reads why and may propose anew."
            ),
            done=_("The proposal is returned, with your reasons."),
            form=NoteForm,
            letters=rehearsed,
            **leading_to(ServiceStatus.RETURNED, NEXT_SERVICE),
        ),
        Step(
            name="retire",
            label=_("Retire"),
            act=catalogue.retire,
            consequence=_("The service leaves the table and the forms."),
            seen_by=_("Nobody finds it any more. The offers stay on record."),
            done=_("The service is retired."),
            **leading_to(ServiceStatus.RETIRED, NEXT_SERVICE),
        ),
        Step(
            name="bring-back",
            label=_("Bring back"),
            applies=lambda service: service.status == ServiceStatus.RETIRED,
            act=catalogue.bring_back,
            leads_to=ServiceStatus.ACCEPTED,
            consequence=_("The service is in the table and in the forms again."),
            seen_by=_("Everybody, with the offers that were not withdrawn."),
            done=_("The service is back in the catalogue."),
        ),
    )

    def page_rows(self, services):
        return services.select_related("centre")

    def may_step(self, request):
        return can_keep_catalogue(request.user)

    def get_fields(self, request, obj=None):
        own = ["name", "description", "position"]
        return [*own, *self.facts] if obj else own

    def get_readonly_fields(self, request, obj=None):
        return self.facts

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            entered = catalogue.enter(**form.cleaned_data, by=request.user, now=timezone.now())
            obj.pk = entered.pk


class AdminOfferForm(OfferForm):
    class Meta(OfferForm.Meta):
        fields = ["centre", "service", *OfferForm.Meta.fields]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "centre" in self.fields:  # they are read-only once it is declared
            self.fields["centre"].queryset = Centre.objects.in_the_network()
            self.fields["service"].queryset = Service.objects.accepted()

    def clean(self):
        cleaned = super().clean() or {}
        if "centre" in cleaned and "service" in cleaned:
            why_not = offers.why_not_declare(cleaned["service"], cleaned["centre"])
            if why_not:
                raise forms.ValidationError(why_not)
        return cleaned


def services_to_choose(viewer):
    return [(str(key), name) for key, name in Service.objects.values_list("pk", "name")]


OFFERS = Listing(
    title=_("What centres offer"),
    everything=_("All offers"),
    search_label=_("Centre, service or note"),
    columns=(
        Column(
            name="centre",
            label=_("Centre"),
            cell=lambda offer: str(offer.centre),
            order=("centre__country", "centre__name", "service__position"),
        ),
        Column(
            name="service",
            label=_("Service"),
            cell=lambda offer: offer.service.name,
            order=("service__position", "service__name"),
        ),
        Column(name="since", label=_("Offered since"), cell=lambda offer: offer.since or ""),
        Column(
            name="declared",
            label=_("Declared"),
            cell=lambda offer: since_cell(offer.declared_at),
            order=("declared_at",),
        ),
        Column(
            name="withdrawn",
            label=_("Withdrawn"),
            cell=lambda offer: since_cell(offer.withdrawn_at),
        ),
    ),
    find=by_words_of("centre__name_words", "service__name", "note"),
    order="centre",
    queues=(Queue(name="open", label=_("Offered now"), rows=lambda offers, viewer: offers.open()),),
    filters=(
        Filter(
            name="service",
            label=_("Service"),
            choices=services_to_choose,
            narrow=lambda offers, service, viewer: offers.filter(service=service),
        ),
    ),
    empty_title=_("No centre offers anything yet"),
    empty_text=_("Centres declare their offers on their own page; the secretariat may do it here."),
)


@admin.register(ServiceOffer)
class ServiceOfferAdmin(NeverDeletedMixin, ListAdmin, StepsAdmin):
    listing = OFFERS
    form = AdminOfferForm
    fixed = ["declared_at", "declared_by", "changed_at", "withdrawn_at", "withdrawn_by"]
    step_route = "<int:pk>/act/<slug:name>/"
    step_url_name = "act"
    steps = (
        Step(
            name="withdraw",
            label=_("Withdraw the offer"),
            applies=lambda offer: offer.is_open,
            act=offers.withdraw,
            consequence=_("The row stays with both dates."),
            seen_by=_("The table no longer shows it."),
            done=_("The offer is withdrawn. The table no longer shows it."),
        ),
    )

    def page_rows(self, offers):
        return offers.select_related("centre", "service")

    def may_step(self, request):
        return can_keep_offers(request.user)

    def has_change_permission(self, request, obj=None):
        return (obj is None or obj.is_open) and super().has_change_permission(request, obj)

    def get_fields(self, request, obj=None):
        return [*AdminOfferForm.Meta.fields, *(self.fixed if obj else [])]

    def get_readonly_fields(self, request, obj=None):
        return ["centre", "service", *self.fixed] if obj else []

    def save_model(self, request, obj, form, change):
        facts = {name: form.cleaned_data[name] for name in offers.FACTS}
        details = {"by": request.user, "now": timezone.now(), **facts}
        if change:
            offers.change(obj, **details)
        else:
            obj.pk = offers.declare(obj.service, obj.centre, **details).pk
