"""The buddy scheme: an experienced centre supports a new one for a year."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.model_fields import LinesField
from exchange.enums import PairStatus
from members.models import Centre

FIRST_YEAR, LAST_YEAR = 2018, 2100  # the Network began in 2018


class BuddyPairQuerySet(models.QuerySet):
    def standing(self):
        return self.exclude(status=PairStatus.ENDED)

    def waiting(self):
        return self.filter(status=PairStatus.PROPOSED)

    def years(self):
        return self.order_by().values_list("year", flat=True).distinct()

    def in_year(self, year):
        return self.filter(year=year).select_related("supporter", "supported", "proposed_for")


class BuddyPair(models.Model):
    supporter = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="+", verbose_name=_("experienced centre")
    )
    supported = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="+", verbose_name=_("new centre")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    status = models.CharField(
        _("status"), max_length=20, choices=PairStatus, default=PairStatus.PROPOSED, editable=False
    )
    proposed_for = models.ForeignKey(
        Centre,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("proposed by"),
        help_text=_("Empty when the secretariat proposed it."),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"), editable=False)
    agreed_at = models.DateTimeField(_("agreed"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    is_demo = models.BooleanField(_("demo data"), default=False, editable=False)

    objects = BuddyPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair of buddies")
        verbose_name_plural = _("buddies")
        ordering = ["-year", "supported__country", "pk"]
        permissions = [("keep_buddies", _("Can propose, agree and end pairs of buddies"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(supporter=F("supported")),
                name="no_centre_is_its_own_buddy",
                violation_error_message=_("A centre cannot support itself."),
            ),
            models.UniqueConstraint(
                fields=["supported", "year"],
                condition=~Q(status=PairStatus.ENDED),
                name="one_buddy_per_new_centre_and_year",
                violation_error_message=_("This centre already has a buddy in that year."),
            ),
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="buddy_year_plausible"
            ),
            models.CheckConstraint(
                condition=Q(status=PairStatus.PROPOSED, agreed_at__isnull=True)
                | Q(status=PairStatus.AGREED, agreed_at__isnull=False)
                | Q(status=PairStatus.ENDED),
                name="buddies_agreed_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status=PairStatus.ENDED, ended_at__isnull=False)
                | ~Q(status=PairStatus.ENDED) & Q(ended_at__isnull=True),
                name="buddies_ended_says_when",
            ),
        ]

    def __str__(self):
        names = {"supporter": self.supporter.name, "supported": self.supported.name}
        return _("%(supporter)s supports %(supported)s, %(year)d") % {**names, "year": self.year}

    def get_absolute_url(self):
        return reverse("exchange:pair", args=[self.pk])

    @property
    def centre_ids(self):
        return {self.supporter_id, self.supported_id}


class BuddyNote(models.Model):
    """What one side or the secretariat says about the year; rows are only added."""

    pair = models.ForeignKey(BuddyPair, on_delete=models.PROTECT, related_name="notes")
    centre = models.ForeignKey(
        Centre,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("centre"),
        help_text=_("Empty for the secretariat."),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    text = LinesField(_("note"), max_length=4000)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="buddy_note_has_a_text")]

    def __str__(self):
        return self.text[:60]
