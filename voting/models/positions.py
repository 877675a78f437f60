from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.model_fields import LineField, LinesField
from voting.enums import MotionStatus
from voting.models.motions import Motion


class NetworkPositionQuerySet(models.QuerySet):
    def standing(self):
        """Without those whose vote was annulled after it was certified."""
        return self.filter(motion__status=MotionStatus.CERTIFIED)


class NetworkPosition(models.Model):
    """A position that the members took by a certified motion, as it was voted on."""

    motion = models.OneToOneField(Motion, on_delete=models.PROTECT, related_name="position")
    title = LineField(_("title"), max_length=400)
    text = LinesField(_("text"))
    adopted_on = models.DateField(_("adopted"))

    objects = NetworkPositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position of the Network")
        verbose_name_plural = _("positions of the Network")
        ordering = ["-adopted_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="position_says_something")
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("network_position", args=[self.pk])
