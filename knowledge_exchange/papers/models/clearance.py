from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import LinesField
from knowledge_exchange.papers.enums import ClearanceMeans, SilenceOutcome, Stage, Stance
from knowledge_exchange.papers.models.versions import PaperVersion

_RUNNING = SilenceOutcome.RUNNING


class SilenceProcedureQuerySet(models.QuerySet):
    def running(self):
        return self.filter(outcome=_RUNNING)

    def due(self, now):
        return self.running().filter(closes_at__lte=now)

    def before_the_vote(self):
        """The motion on the text is not decided, or what it decided is not noted yet."""
        return self.filter(outcome=SilenceOutcome.MOTION, version__stage=Stage.CLEARANCE)


class SilenceProcedure(models.Model):
    """The text stands; it is adopted at the deadline unless a member centre objects."""

    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="silences")
    text_sha256 = models.CharField(_("fingerprint of the text"), max_length=64)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    closes_at = models.DateTimeField(_("closes"))
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=SilenceOutcome, default=SilenceOutcome.RUNNING
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    why = LinesField(_("reasons"), blank=True, max_length=2000)
    motion = models.OneToOneField(
        "voting.Motion",
        on_delete=models.PROTECT,
        related_name="silence",
        null=True,
        blank=True,
        verbose_name=_("motion"),
    )

    objects = SilenceProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("silence procedure")
        verbose_name_plural = _("silence procedures")
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(
                fields=["closes_at"], condition=Q(outcome="running"), name="silence_running"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(outcome=_RUNNING),
                name="one_running_silence_per_version",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=SilenceOutcome.values), name="silence_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="silence_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(outcome=_RUNNING, ended_at__isnull=True)
                | ~Q(outcome=_RUNNING) & Q(ended_at__isnull=False),
                name="ended_silence_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=SilenceOutcome.ADOPTED) | Q(ended_at__gte=F("closes_at")),
                name="silence_adopts_at_the_deadline",
            ),
            models.CheckConstraint(
                condition=Q(outcome=SilenceOutcome.MOTION, motion__isnull=False)
                | ~Q(outcome=SilenceOutcome.MOTION) & Q(motion__isnull=True),
                name="silence_put_to_the_vote_has_a_motion",
            ),
        ]

    def __str__(self):
        return f"{self.version}: {self.get_outcome_display()}"

    @property
    def is_running(self):
        return self.outcome == _RUNNING

    def takes_objections(self, now):
        return self.is_running and now < self.closes_at


class ObjectionQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True)


class Objection(models.Model):
    """A member centre breaks the silence, with its reasons."""

    silence = models.ForeignKey(
        SilenceProcedure, on_delete=models.PROTECT, related_name="objections"
    )
    centre = models.ForeignKey("members.Centre", on_delete=models.PROTECT, related_name="+")
    reasons = LinesField(_("reasons"), max_length=4000)
    at = models.DateTimeField(_("raised"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["silence", "centre"],
                condition=Q(withdrawn_at=None),
                name="one_standing_objection_per_centre",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="objection_says_why"),
        ]

    def __str__(self):
        return f"{self.centre}: {self.reasons}"


class PositionQuerySet(models.QuerySet):
    def on_this_text(self):
        """Not those on an earlier text of the version, which has changed since."""
        return self.filter(saves=F("version__saves"))


class Position(models.Model):
    """Where a centre stands towards the text of a version; published with it."""

    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="positions")
    centre = models.ForeignKey(
        "members.Centre", on_delete=models.PROTECT, related_name="paper_positions"
    )
    stance = models.CharField(_("position"), max_length=20, choices=Stance)
    text = LinesField(_("in the centre's words"), blank=True, max_length=4000)
    saves = models.PositiveIntegerField(_("on the text of save"), default=0, editable=False)
    at = models.DateTimeField(_("stated"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ["version", "centre__country", "centre__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "centre"], name="one_position_per_centre_and_version"
            ),
            models.CheckConstraint(
                condition=Q(stance__in=Stance.values), name="position_stance_known"
            ),
            models.CheckConstraint(
                condition=Q(stance=Stance.ENDORSE) | ~Q(text=""),
                name="reserve_and_dissent_say_why",
                violation_error_message=_("Say why your centre does not simply endorse the paper."),
            ),
        ]

    def __str__(self):
        return f"{self.centre}: {self.get_stance_display()}"


class Clearance(models.Model):
    """How a version was cleared for publication; `by` is empty for what the deadline did."""

    version = models.OneToOneField(PaperVersion, on_delete=models.PROTECT, related_name="clearance")
    means = models.CharField(
        _("means"), max_length=20, choices=ClearanceMeans, default=ClearanceMeans.RECORDED
    )
    note = LinesField(_("how it was cleared"), max_length=2000)
    silence = models.OneToOneField(
        SilenceProcedure,
        on_delete=models.PROTECT,
        related_name="clearance",
        null=True,
        blank=True,
        verbose_name=_("silence procedure"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(_("cleared"))

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="clearance_says_how"),
            models.CheckConstraint(
                condition=Q(means=ClearanceMeans.RECORDED, silence__isnull=True, by__isnull=False)
                | Q(
                    means__in=(ClearanceMeans.SILENCE, ClearanceMeans.MOTION),
                    silence__isnull=False,
                ),
                name="clearance_rests_on_its_means",
            ),
        ]

    def __str__(self):
        return self.note
