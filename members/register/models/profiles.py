"""What a centre says of itself: changes that wait for the secretariat, and what was changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import LinesField
from members.enums import BEING_WRITTEN, OPEN_PROFILE_CHANGES, ProfileChangeStatus, Side


class ProfileChangeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status__in=OPEN_PROFILE_CHANGES)

    def submitted(self):
        """Those that wait for the secretariat."""
        return self.filter(status=ProfileChangeStatus.SUBMITTED)


class ProfileChange(models.Model):
    """What a centre's representatives want its profile to say. Nothing shows until accepted.

    `base` is what was published when they began, `proposed` what they wrote; both hold the same
    fields (`services/profiles.py`).
    """

    centre = models.ForeignKey(
        "members.Centre", on_delete=models.PROTECT, related_name="profile_changes"
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=ProfileChangeStatus,
        default=ProfileChangeStatus.DRAFT,
    )
    base = models.JSONField(_("published when it was begun"), default=dict, editable=False)
    proposed = models.JSONField(_("proposed"), default=dict, editable=False)
    message = LinesField(_("message to the secretariat"), blank=True)
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = LinesField(_("note of the secretariat"), blank=True)

    objects = ProfileChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile change")
        verbose_name_plural = _("profile changes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ProfileChangeStatus.values),
                name="profile_change_status_known",
            ),
            models.UniqueConstraint(
                fields=["centre"],
                condition=Q(status__in=OPEN_PROFILE_CHANGES),
                name="one_open_profile_change_per_centre",
            ),
            models.CheckConstraint(
                condition=~Q(
                    status__in=[
                        ProfileChangeStatus.SUBMITTED,
                        ProfileChangeStatus.RETURNED,
                        ProfileChangeStatus.ACCEPTED,
                    ]
                )
                | Q(submitted_at__isnull=False),
                name="profile_change_was_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(status=ProfileChangeStatus.RETURNED) | ~Q(note=""),
                name="returned_profile_change_has_a_note",
            ),
            models.CheckConstraint(
                condition=~Q(status=ProfileChangeStatus.ACCEPTED)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="accepted_profile_change_names_who_and_when",
            ),
        ]

    def __str__(self):
        return f"{self.centre}: {self.get_status_display().lower()}"

    @property
    def is_being_written(self):
        return self.status in BEING_WRITTEN

    @property
    def is_submitted(self):
        return self.status == ProfileChangeStatus.SUBMITTED


class ProfileVersion(models.Model):
    """That a profile was changed, in which fields and by whose side. Rows are only added."""

    centre = models.ForeignKey(
        "members.Centre", on_delete=models.PROTECT, related_name="profile_versions"
    )
    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    side = models.CharField(_("by"), max_length=20, choices=Side)
    fields = models.JSONField(_("changed"), default=list)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions of the profile")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "number"], name="one_profile_version_per_number"
            ),
            models.CheckConstraint(
                condition=Q(side__in=Side.values), name="profile_version_side_known"
            ),
        ]

    def __str__(self):
        return str(self.number)
