from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext_lazy as _

from common.model_fields import DayField
from knowledge_exchange.papers.models.papers import Paper


class DailyUseQuerySet(models.QuerySet):
    def by_month(self):
        """The latest month first."""
        months = self.annotate(month=TruncMonth("day")).values("month")
        return months.annotate(views=Sum("views"), downloads=Sum("downloads")).order_by("-month")


class DailyUse(models.Model):
    """How often a paper was read and downloaded on a day; nothing is known of who did."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="use")
    day = DayField(_("day"))
    views = models.PositiveIntegerField(_("views"), default=0)
    downloads = models.PositiveIntegerField(_("downloads"), default=0)

    objects = DailyUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a paper")
        verbose_name_plural = _("use of papers")
        ordering = ["paper", "-day"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "day"], name="one_row_of_use_per_day"),
            models.CheckConstraint(
                condition=Q(views__gt=0) | Q(downloads__gt=0), name="use_counts_something"
            ),
        ]

    def __str__(self):
        return f"{self.paper}, {self.day}"


class CountedBatch(models.Model):
    """A batch of counts that is in the table already: a worker that died never adds it twice."""

    token = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("counted batch")
        verbose_name_plural = _("counted batches")

    def __str__(self):
        return self.token
