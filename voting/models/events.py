"""What happened to a motion, step by step."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import LinesField
from voting.enums import FOR_THE_DESK, OF_BALLOTS, TWO_PEOPLE, Step
from voting.models.motions import Motion


class MotionEventQuerySet(models.QuerySet):
    def for_the_members(self):
        """What has changed something for them."""
        return self.exclude(what__in=FOR_THE_DESK)


class MotionEvent(models.Model):
    """A step of the motion; rows are added, never changed. Ballots are steps by themselves.

    Where it took two people, `proposed_by` is the first of them and `by` the one who released it.
    """

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    what = models.CharField(_("what happened"), max_length=40, choices=Step)
    unit = models.CharField(_("unit"), max_length=100, blank=True)
    note = LinesField(_("note"), blank=True)
    is_before_releases = models.BooleanField(
        _("entered before two people were asked for"), default=False, editable=False
    )

    objects = MotionEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("history")
        ordering = ["motion", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["motion", "number"], name="one_motion_event_per_number"
            ),
            models.CheckConstraint(condition=~Q(what__in=OF_BALLOTS), name="ballot_is_no_event"),
            models.CheckConstraint(
                condition=~Q(what__in=TWO_PEOPLE)
                | Q(is_before_releases=True)
                | Q(by=None, proposed_by=None)
                | Q(by__isnull=False, proposed_by__isnull=False) & ~Q(proposed_by=F("by")),
                name="a_vote_is_extended_or_called_off_by_two_people",
            ),
        ]

    def __str__(self):
        return self.get_what_display()
