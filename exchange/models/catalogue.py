"""The catalogue of services, and which centre offers which of them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from common.model_fields import LineField, LinkField, PartialDateField
from exchange.enums import NAMES_IN_USE, ServiceStatus
from members.models import Centre


class ServiceQuerySet(models.QuerySet):
    def accepted(self):
        return self.filter(status=ServiceStatus.ACCEPTED)

    def proposed(self):
        return self.filter(status=ServiceStatus.PROPOSED)

    def taking(self, name):
        """Whatever stands in the way of another service of this name."""
        return self.filter(status__in=NAMES_IN_USE, name__iexact=name)

    def proposed_by_centre(self, centre):
        return self.filter(centre=centre).order_by("-proposed_at")


class Service(models.Model):
    """Something that a centre may do for public buyers. A retired one stays, with its offers."""

    name = LineField(_("name"), max_length=60)
    description = LineField(_("what it means"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("The order in lists; then the name counts.")
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=ServiceStatus,
        default=ServiceStatus.PROPOSED,
        editable=False,
    )
    centre = models.ForeignKey(
        Centre,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="proposed_services",
        verbose_name=_("proposed by"),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    retired_at = models.DateTimeField(_("retired"), null=True, editable=False)
    note = models.TextField(_("note to the centre"), blank=True, max_length=1000, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["position", "name"]
        permissions = [("keep_catalogue", _("Can decide which services are in the catalogue"))]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                condition=Q(status__in=NAMES_IN_USE),
                name="one_service_per_name",
                violation_error_message=_("There is already a service of this name."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ServiceStatus.values), name="service_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=ServiceStatus.PROPOSED, decided_at__isnull=True)
                | ~Q(status=ServiceStatus.PROPOSED) & Q(decided_at__isnull=False),
                name="service_decided_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status=ServiceStatus.RETIRED, retired_at__isnull=False)
                | ~Q(status=ServiceStatus.RETIRED) & Q(retired_at__isnull=True),
                name="service_retired_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(status=ServiceStatus.RETURNED) | ~Q(note=""),
                name="service_returned_says_why",
            ),
            models.CheckConstraint(
                condition=Q(status=ServiceStatus.MERGED, merged_into__isnull=False)
                & ~Q(merged_into=F("id"))
                | ~Q(status=ServiceStatus.MERGED) & Q(merged_into__isnull=True),
                name="service_merged_says_into_which",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_accepted(self):
        return self.status == ServiceStatus.ACCEPTED


class ServiceOfferQuerySet(models.QuerySet):
    def open(self):
        """Offers that hold, of centres in the Network and services in the catalogue."""
        return self.filter(
            withdrawn_at__isnull=True,
            service__status=ServiceStatus.ACCEPTED,
            centre__in=Centre.objects.in_the_network(),
        )


class ServiceOffer(models.Model):
    """A centre says that it offers a service. What it withdraws stays, with both dates."""

    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="offers", verbose_name=_("service")
    )
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="service_offers", verbose_name=_("centre")
    )
    note = LineField(
        _("in a sentence"),
        max_length=300,
        blank=True,
        help_text=_("For whom it is and how to ask for it. Published; name no persons."),
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    link = LinkField(_("page about it"), blank=True)
    since = PartialDateField(
        _("since"), help_text=_("A year, a month or a day: 2022, 2022-06 or 2022-06-30.")
    )
    declared_at = models.DateTimeField(_("declared"), editable=False)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(_("last changed"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = ServiceOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer of a service")
        verbose_name_plural = _("offers of services")
        ordering = ["centre__country", "centre__name", "service__position", "service__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "service"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_open_offer_per_centre_and_service",
                violation_error_message=_("This centre already offers this service."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__gte=F("declared_at"), withdrawn_by__isnull=False),
                name="offer_withdrawn_says_when_and_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.centre}: {self.service}"

    @property
    def is_open(self):
        return self.withdrawn_at is None
