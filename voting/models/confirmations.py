"""The certification round: each unit says whether it is recorded rightly."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import LinesField
from voting.enums import MotionStatus, Stand
from voting.models.roll import RollEntry


class ConfirmationQuerySet(models.QuerySet):
    def current(self):
        return self.filter(superseded_at__isnull=True)

    def objections(self):
        """What keeps a result from being certified now."""
        return self.current().filter(
            stand=Stand.CONTESTED, entry__motion__status=MotionStatus.CLOSED
        )


class Confirmation(models.Model):
    """What a unit says of its line in the result. A later word supersedes it; the row stays."""

    entry = models.ForeignKey(RollEntry, on_delete=models.PROTECT, related_name="confirmations")
    stand = models.CharField(_("answer"), max_length=20, choices=Stand)
    reason = LinesField(_("reason"), blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    superseded_at = models.DateTimeField(_("superseded"), null=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_confirmation_per_entry",
            ),
            models.CheckConstraint(
                condition=Q(stand=Stand.CONFIRMED, reason="")
                | Q(stand=Stand.CONTESTED) & ~Q(reason=""),
                name="who_contests_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.entry}: {self.get_stand_display()}"
