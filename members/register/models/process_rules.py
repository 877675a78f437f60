"""The numbers of the application process: data with versions, as the vote's rules are."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.enums import Basis


class ProcessRulesQuerySet(models.QuerySet):
    def in_force(self):
        """The latest version; the first one comes with the database (`first_data.py`)."""
        return self.latest("version")

    def first_asking(self):
        """The version that first asked members to reconfirm, or None."""
        return self.filter(reconfirm_every_years__gt=0).order_by("version").first()


class ProcessRules(models.Model):
    """One version of the periods that the secretariat works by; it never changes.

    The Network's rules of procedure are not public, so the first version is an assumption.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    adopted_at = models.DateTimeField(_("adopted"))
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    basis = models.CharField(
        _("by what right"), max_length=20, choices=Basis, default=Basis.FOUNDING, editable=False
    )
    is_assumption = models.BooleanField(
        _("an assumption"), default=True, help_text=_("Not yet adopted by the Network.")
    )
    answer_days = models.PositiveSmallIntegerField(_("days to answer a question"), default=14)
    reminder_days_before_due = models.PositiveSmallIntegerField(
        _("days before the due day on which a reminder goes out"), default=3
    )
    overdue_after_days = models.PositiveSmallIntegerField(
        _("days of waiting for an applicant after which the desk says so"), default=14
    )
    recall_minutes = models.PositiveSmallIntegerField(
        _("minutes between releasing a decision and mailing it"), default=10
    )
    reapply_days_after_ineligible = models.PositiveSmallIntegerField(
        _("days until an applicant that was not eligible may apply again"), default=0
    )
    expiry_warning_days = models.PositiveSmallIntegerField(
        _("days before a mandate or evidence expires on which a warning goes out"), default=60
    )
    reconfirm_every_years = models.PositiveSmallIntegerField(
        _("years after which members reconfirm the criteria; 0 for never"), default=2
    )
    reconfirm_answer_days = models.PositiveSmallIntegerField(
        _("days to answer a reconfirmation"), default=30
    )

    objects = ProcessRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("process rules")
        verbose_name_plural = _("process rules")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_days__gte=1, reconfirm_answer_days__gte=1),
                name="process_rules_leave_time_to_answer",
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.FOUNDING, adopted_by=None, released_by=None)
                | Q(basis=Basis.BEFORE_RELEASES, released_by=None)
                | Q(basis=Basis.TWO_PEOPLE, adopted_by__isnull=False, released_by__isnull=False)
                & ~Q(released_by=F("adopted_by")),
                name="process_rules_are_adopted_by_two_people",
            ),
        ]

    def __str__(self):
        return _("Version %(version)d") % {"version": self.version}
