from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.model_fields import DayField, LineField, LinesField
from knowledge_exchange.meetings.enums import Visibility
from knowledge_exchange.meetings.models.meetings import Meeting


class Minutes(models.Model):
    """What was said, in Markdown; decisions and actions are rows of their own."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    text = LinesField(_("minutes"), blank=True, max_length=100_000)
    visibility = models.CharField(
        _("who may see them"), max_length=20, choices=Visibility, default=Visibility.MEMBERS
    )
    shared_at = models.DateTimeField(_("sent to the members"), null=True, editable=False)

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="minutes_visibility_known"
            ),
            models.CheckConstraint(
                condition=Q(shared_at__isnull=True) | ~Q(text=""),
                name="shared_minutes_say_something",
            ),
        ]

    def __str__(self):
        return _("Minutes of meeting %d") % self.meeting.number

    @property
    def is_shared(self):
        return self.shared_at is not None

    @property
    def is_public(self):
        return self.visibility == Visibility.PUBLIC


class Decision(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = LinesField(_("what was decided"), max_length=2000)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_decision_per_number"),
            models.CheckConstraint(condition=~Q(text=""), name="decision_says_something"),
        ]

    def __str__(self):
        return self.text


class ActionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at__isnull=True)

    def done(self):
        return self.filter(done_at__isnull=False)

    def shared(self):
        """What the members know of: nobody is reminded of anything before."""
        return self.filter(
            meeting__minutes__shared_at__isnull=False, meeting__cancelled_at__isnull=True
        )

    def overdue(self, today):
        return self.open().shared().filter(due_on__lt=today)


class Action(models.Model):
    """Something that somebody is to do by a day: a centre, or the secretariat."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField(_("number"))
    what = LineField(_("what is to be done"), max_length=500)
    centre = models.ForeignKey(
        "members.Centre",
        on_delete=models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
        verbose_name=_("who"),
        help_text=_("Empty for the secretariat."),
    )
    due_on = DayField(_("by when"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    outcome = models.CharField(_("what came of it"), max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["meeting", "number"]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at=None), name="action_open")]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_action_per_number"),
            models.CheckConstraint(condition=~Q(what=""), name="action_says_what"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="done_action_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(outcome=""),
                name="open_action_has_no_outcome",
            ),
        ]

    def __str__(self):
        return self.what

    def get_absolute_url(self):
        return reverse("knowledge_exchange:action", args=[self.pk])

    @property
    def is_done(self):
        return self.done_at is not None
