"""The secretariat's door to the catalogue and to what the centres offer."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.admin.mixins import NeverDeletedMixin
from exchange.admin.acts import Act, ActsAdmin
from exchange.enums import NEXT_SERVICE, ServiceStatus
from exchange.forms import OfferForm, ServiceForm
from exchange.models import Service, ServiceOffer
from exchange.permissions import can_keep_catalogue, can_keep_offers
from exchange.services import catalogue, offers
from members.models import Centre


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever proposed it reads these words in the mail."),
    )


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        label=_("The same as"), queryset=Service.objects.accepted(), empty_label=_("Choose one")
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever proposed it reads these words in the mail."),
    )


@admin.register(Service)
class ServiceAdmin(ActsAdmin, NeverDeletedMixin, admin.ModelAdmin):
    form = ServiceForm
    list_display = ["name", "status", "position", "centre", "proposed_at"]
    list_filter = ["status"]
    list_select_related = ["centre"]
    search_fields = ["name", "description"]
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
    TARGETS = {
        "accept": ServiceStatus.ACCEPTED,
        "merge": ServiceStatus.MERGED,
        "send-back": ServiceStatus.RETURNED,
        "retire": ServiceStatus.RETIRED,
        "bring-back": ServiceStatus.ACCEPTED,
    }
    ACTS = {
        "accept": Act(
            _("Accept into the catalogue"),
            _("Every centre can say that it offers this service. Whoever proposed it is told."),
            catalogue.accept,
        ),
        "merge": Act(
            _("Merge with another service"),
            _("The proposal is closed: the catalogue has it under another name."),
            catalogue.merge,
            MergeForm,
        ),
        "send-back": Act(
            _("Return to the centre"),
            _("The proposal is closed. Whoever made it reads why and may propose anew."),
            catalogue.send_back,
            NoteForm,
        ),
        "retire": Act(
            _("Retire"),
            _("The service leaves the table and the forms. The offers stay on record."),
            catalogue.retire,
        ),
        "bring-back": Act(
            _("Bring back"),
            _("The service and the offers that were not withdrawn are shown again."),
            catalogue.bring_back,
        ),
    }

    def may_act(self, request):
        return can_keep_catalogue(request.user)

    def possible(self, service):
        before = "bring-back" if service.status == ServiceStatus.RETIRED else "accept"
        targets = NEXT_SERVICE.get(service.status, ())
        names = [name for name, target in self.TARGETS.items() if target in targets]
        return [name for name in names if name not in {"accept", "bring-back"} - {before}]

    def get_fields(self, request, obj=None):
        own = ["name", "description", "position"]
        return [*own, *self.facts] if obj else own

    def get_readonly_fields(self, request, obj=None):
        return self.facts

    def save_form(self, request, form, change):
        """A new one is in the catalogue at once: the secretariat decides on it anyway."""
        made = super().save_form(request, form, change)
        if not change:
            made.status = ServiceStatus.ACCEPTED
            made.decided_by, made.decided_at = request.user, timezone.now()
        return made


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


@admin.register(ServiceOffer)
class ServiceOfferAdmin(ActsAdmin, NeverDeletedMixin, admin.ModelAdmin):
    form = AdminOfferForm
    list_display = ["centre", "service", "since", "declared_at", "withdrawn_at", "is_demo"]
    list_filter = ["service", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["centre", "service"]
    search_fields = ["centre__name", "service__name", "note"]
    fixed = ["declared_at", "declared_by", "changed_at", "withdrawn_at", "withdrawn_by"]
    ACTS = {
        "withdraw": Act(
            _("Withdraw the offer"),
            _("The table no longer shows it. The row stays with both dates."),
            offers.withdraw,
        )
    }

    def may_act(self, request):
        return can_keep_offers(request.user)

    def possible(self, offer):
        return ["withdraw"] if offer.is_open else []

    def has_change_permission(self, request, obj=None):
        return (obj is None or obj.is_open) and super().has_change_permission(request, obj)

    def get_fields(self, request, obj=None):
        return [*AdminOfferForm.Meta.fields, *(self.fixed if obj else [])]

    def get_readonly_fields(self, request, obj=None):
        return ["centre", "service", *self.fixed] if obj else []

    def save_model(self, request, obj, form, change):
        facts = {name: form.cleaned_data[name] for name in offers.FACTS}
        how = {"by": request.user, "now": timezone.now(), **facts}
        if change:
            offers.change(obj, **how)
        else:
            obj.pk = offers.declare(obj.service, obj.centre, **how).pk
