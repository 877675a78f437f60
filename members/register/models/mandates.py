"""What a member's place rests on, and how it is confirmed again from time to time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import DayField, LineField, LinesField, PartialDateField
from members.enums import Criterion, ReconfirmationStatus
from members.register.models.memberships import IN_THE_NETWORK


class MandateQuerySet(models.QuerySet):
    def current(self):
        return self.filter(replaced_at__isnull=True)

    def of_the_network(self):
        """Current mandates of the centres that are in the Network now."""
        return self.current().filter(centre__memberships__status__in=IN_THE_NETWORK)

    def ending(self, last_day):
        """Those that are over by the end of that day."""
        return self.filter(valid_until__lte=last_day)


class Mandate(models.Model):
    """The act by which a state lets a centre work. A newer one replaces it; the row stays."""

    centre = models.ForeignKey("members.Centre", on_delete=models.PROTECT, related_name="mandates")
    legal_basis = LineField(_("legal basis"), max_length=300)
    issuing_authority = LineField(_("issuing authority"), max_length=200, blank=True)
    since = PartialDateField(_("since"))
    valid_until = DayField(_("valid until"), null=True, blank=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True, editable=False)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["centre", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre"],
                condition=Q(replaced_at__isnull=True),
                name="one_current_mandate_per_centre",
                violation_error_message=_("This centre already has a current mandate."),
            )
        ]

    def __str__(self):
        return self.legal_basis


OPEN_RECONFIRMATIONS = [ReconfirmationStatus.ASKED, ReconfirmationStatus.ANSWERED]


class ReconfirmationQuerySet(models.QuerySet):
    def asked(self):
        """Those that wait for the centre's answer."""
        return self.filter(status=ReconfirmationStatus.ASKED)

    def overdue(self, day):
        """Asked, and the day to answer by has passed."""
        return self.asked().filter(due_on__lt=day)

    def answered(self):
        """Those that wait for the secretariat."""
        return self.filter(status=ReconfirmationStatus.ANSWERED)

    def open(self):
        return self.filter(status__in=OPEN_RECONFIRMATIONS)

    def settled(self):
        return self.exclude(status__in=OPEN_RECONFIRMATIONS)


class Reconfirmation(models.Model):
    """A member says again, after some years, that it still meets the four criteria."""

    centre = models.ForeignKey(
        "members.Centre", on_delete=models.PROTECT, related_name="reconfirmations"
    )
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=ReconfirmationStatus,
        default=ReconfirmationStatus.ASKED,
    )
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = DayField(_("answer by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = LinesField(_("note of the secretariat"), blank=True)
    # What the centre says of its mandate; empty where nothing changed, in force once accepted.
    mandate_basis = LineField(_("new legal basis"), max_length=300, blank=True)
    mandate_valid_until = DayField(_("mandate now valid until"), null=True, blank=True)

    objects = ReconfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reconfirmation")
        verbose_name_plural = _("reconfirmations")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ReconfirmationStatus.values),
                name="reconfirmation_status_known",
            ),
            models.UniqueConstraint(
                fields=["centre"],
                condition=Q(status__in=OPEN_RECONFIRMATIONS),
                name="one_open_reconfirmation_per_centre",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReconfirmationStatus.ACCEPTED)
                | Q(answered_at__isnull=False, settled_at__isnull=False),
                name="accepted_reconfirmation_was_answered",
            ),
        ]

    def __str__(self):
        return f"{self.centre}: {self.get_status_display().lower()}"

    def answers_in_order(self):
        """What the centre said, in the order of the criteria; read from the database once."""
        return sorted(
            self.answers.all(), key=lambda answer: Criterion.values.index(answer.criterion)
        )


class ReconfirmedCriterion(models.Model):
    """What the centre says on one criterion: it still holds, or what has changed."""

    reconfirmation = models.ForeignKey(
        Reconfirmation, on_delete=models.PROTECT, related_name="answers"
    )
    criterion = models.CharField(_("criterion"), max_length=20, choices=Criterion)
    holds = models.BooleanField(_("still met"))
    text = LinesField(_("what has changed"), blank=True, max_length=4000)

    class Meta:
        verbose_name = _("reconfirmed criterion")
        verbose_name_plural = _("reconfirmed criteria")
        constraints = [
            models.UniqueConstraint(
                fields=["reconfirmation", "criterion"], name="one_answer_per_criterion"
            ),
            models.CheckConstraint(
                condition=Q(holds=True) | ~Q(text=""), name="criterion_no_longer_met_says_why"
            ),
        ]

    def __str__(self):
        return self.get_criterion_display()
