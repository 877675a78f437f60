"""Reports of a year: each published version as it was counted then."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.model_fields import LinesField
from common.yearly import FIRST_YEAR

LAST_YEAR = 2100


class Report(models.Model):
    """A year of which a report was proposed; its number is its key."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)

    class Meta:
        verbose_name = _("report of the year")
        verbose_name_plural = _("reports of the year")
        ordering = ["-year"]
        permissions = [("publish_report", _("Can propose to publish the report of a year"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(FIRST_YEAR, LAST_YEAR)), name="report_year_plausible"
            )
        ]

    def __str__(self) -> str:
        return _("Report of the year %(year)d") % {"year": self.year}

    def get_absolute_url(self) -> str:
        return reverse("admin:reports_report_change", args=[self.pk])

    def newest(self) -> "PublishedReport | None":
        return self.versions.with_people().first()


class PublishedReportQuerySet(models.QuerySet["PublishedReport"]):
    def with_people(self) -> Self:
        return self.select_related("published_by", "released_by")

    def newest_of_each_year(self) -> Self:
        """Those in force: a later version is a correction of the earlier ones."""
        versions = PublishedReport.objects.filter(report=OuterRef("report")).order_by()
        newest = versions.values("report").annotate(newest=Max("version")).values("newest")
        return self.filter(version=Subquery(newest)).order_by("-report_id")


class PublishedReport(models.Model):
    """A report as it was published; rows are only added.

    `document` is all that page, PDF and table are made of, as `documents` writes it; `sha256` is
    the fingerprint of its canonical form.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="versions", verbose_name=_("year")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    document = models.JSONField(_("numbers"), editable=False)
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    reason = LinesField(_("reason"), max_length=2000)
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = PublishedReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("published report")
        verbose_name_plural = _("published reports")
        ordering = ["-report_id", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "version"], name="one_published_report_per_year_and_version"
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1), name="versions_of_a_report_begin_at_one"
            ),
            models.CheckConstraint(
                condition=~Q(published_by=F("released_by")),
                name="report_is_published_by_two_people",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="published_report_says_why"),
            models.CheckConstraint(
                condition=~Q(sha256=""), name="published_report_has_a_fingerprint"
            ),
        ]

    def __str__(self) -> str:
        return _("Report of the year %(year)d, version %(version)d") % {
            "year": self.report_id,
            "version": self.version,
        }

    def get_absolute_url(self) -> str:
        return reverse("reports:version", args=[self.report_id, self.version])

    @property
    def year_words(self) -> str:
        return str(Report(self.report_id))

    @property
    def is_correction(self) -> bool:
        return self.version > 1
