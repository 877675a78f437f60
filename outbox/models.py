from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import EmailField, LineField, LinesField
from outbox.smtp_errors import is_about_address


class MailStatus(models.TextChoices):
    HELD = "held", _("Held until released")
    QUEUED = "queued", _("Waiting to leave")
    CLAIMED = "claimed", _("About to leave")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    IN_DOUBT = "in_doubt", _("In doubt")
    CANCELLED = "cancelled", _("No longer needed")


TO_COME = (MailStatus.HELD, MailStatus.QUEUED, MailStatus.CLAIMED)
WAITING = (MailStatus.QUEUED, MailStatus.CLAIMED)
IN_WORK = (MailStatus.CLAIMED, MailStatus.SENDING)
FOR_A_PERSON = (MailStatus.FAILED, MailStatus.IN_DOUBT)
UNSENT = (*FOR_A_PERSON, MailStatus.CANCELLED)
OVERDUE = timedelta(minutes=10)


class MailQuerySet(models.QuerySet["Mail"]):
    def waiting(self) -> "MailQuerySet":
        return self.filter(status__in=WAITING)

    def to_come(self) -> "MailQuerySet":
        """What may still leave: waiting, or held until somebody releases it."""
        return self.filter(status__in=TO_COME)

    def due(self, now: datetime) -> "MailQuerySet":
        """What to send by now: new, to be tried again, or dropped by a worker that died."""
        free = Q(held_until__isnull=True) | Q(held_until__lte=now)
        return self.waiting().filter(free, due_at__lte=now)

    def overdue(self, now: datetime) -> "MailQuerySet":
        return self.waiting().filter(due_at__lte=now - OVERDUE)

    def abandoned_while_sending(self, now: datetime) -> "MailQuerySet":
        return self.filter(status=MailStatus.SENDING, held_until__lte=now)

    def with_status(self, *statuses: str) -> "MailQuerySet":
        return self.filter(status__in=statuses)

    def for_a_person(self) -> "MailQuerySet":
        return self.filter(status__in=FOR_A_PERSON)

    def came_back(self) -> "MailQuerySet":
        """Taken by the mail server and sent back later, and not settled since."""
        return self.filter(status=MailStatus.FAILED, came_back_at__isnull=False)

    def of_strangers(self) -> "MailQuerySet":
        return self.filter(of_a_stranger=True)

    def waiting_their_turn(self, now: datetime) -> "MailQuerySet":
        """Letters that strangers asked for, put off because there were so many."""
        return self.of_strangers().waiting().filter(due_at__gt=now)

    def sent(self) -> "MailQuerySet":
        return self.filter(status=MailStatus.SENT)

    def about(self, thing: models.Model) -> "MailQuerySet":
        return self.filter(about_type=ContentType.objects.get_for_model(thing), about_id=thing.pk)


class Mail(models.Model):
    """One mail to one person: what, to whom, when it is due and what became of it."""

    key = models.CharField(_("key"), max_length=200)
    kind = LineField(_("kind"), max_length=60)
    to = EmailField(_("to"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    about_type = models.ForeignKey(  # the index of what it is about begins with it
        ContentType, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    details = models.JSONField(default=dict)
    # Somebody asked for it who had only typed the address: see `services.strangers`.
    of_a_stranger = models.BooleanField(default=False, db_default=False, editable=False)

    status = models.CharField(
        _("status"), max_length=20, choices=MailStatus, default=MailStatus.QUEUED
    )
    due_at = models.DateTimeField(_("due"))
    # Nobody else touches the row before this instant. It is a worker's lease on a row in work,
    # and the proof that the row is still its own; or the pause before the next attempt.
    held_until = models.DateTimeField(_("held until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    # When it was seen that it had come back, after the mail server had taken it.
    came_back_at = models.DateTimeField(_("came back"), null=True, editable=False)
    why = LineField(_("why not sent"), max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # nobody asks for what a person settled
        verbose_name=_("settled by"),
    )

    message_id = models.CharField(_("message id"), max_length=200)
    subject = LineField(_("subject"), max_length=300, blank=True)
    text = LinesField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-pk"]
        permissions = [("settle_mail", _("Can send a letter again or settle one that is in doubt"))]
        indexes = [
            models.Index(fields=["status", "due_at"], name="mail_by_status"),
            models.Index(fields=["about_type", "about_id"], name="mail_by_what_it_is_about"),
            models.Index(
                fields=["due_at", "id"], condition=Q(status__in=WAITING), name="mail_waiting"
            ),
            models.Index(
                fields=["due_at"], condition=Q(of_a_stranger=True), name="mail_of_a_stranger"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="one_mail_per_key"),
            models.UniqueConstraint(fields=["message_id"], name="one_mail_per_message_id"),
            models.CheckConstraint(
                condition=Q(status__in=MailStatus.values), name="mail_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=MailStatus.SENT, sent_at__isnull=False)
                | (~Q(status=MailStatus.SENT) & Q(sent_at__isnull=True)),
                name="mail_is_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=IN_WORK) | Q(held_until__isnull=False),
                name="mail_in_work_is_held",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=UNSENT) | ~Q(why=""), name="unsent_mail_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.kind

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    @property
    def is_to_come(self) -> bool:
        return self.status in TO_COME

    @property
    def is_sent(self) -> bool:
        return self.status == MailStatus.SENT

    @property
    def is_for_a_person(self) -> bool:
        return self.status in FOR_A_PERSON

    @property
    def has_wrong_address(self) -> bool:
        """It failed, as far as one can tell, because nobody is reached at this address."""
        return self.status == MailStatus.FAILED and is_about_address(self.why)

    @property
    def new_address(self) -> str:
        """Where it would go by now, if the person's address has changed since; else empty."""
        if self.user is None or self.user.email.casefold() == self.to.casefold():
            return ""
        return self.user.email


class CircularStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RELEASED = "released", _("Released")
    STOPPED = "stopped", _("Stopped")


class CircularQuerySet(models.QuerySet["Circular"]):
    def drafts(self) -> "CircularQuerySet":
        return self.filter(status=CircularStatus.DRAFT)

    def released(self) -> "CircularQuerySet":
        return self.exclude(status=CircularStatus.DRAFT)


class Circular(models.Model):
    """A letter of the secretariat to people chosen by what they are: one row in `Mail` for each.

    `audience` names an entry of `outbox.audiences`, `choices` is what was chosen in its form, and
    `whom` that in words, as it was called then.
    """

    subject = LineField(_("subject"), max_length=150)
    text = LinesField(_("text"), max_length=10_000)
    audience = LineField(max_length=60, editable=False)
    choices = models.JSONField(default=dict, editable=False)
    whom = LineField(_("to whom"), max_length=400, editable=False)
    leaves_at = models.DateTimeField(_("leaves not before"), null=True, blank=True)

    status = models.CharField(
        _("status"), max_length=20, choices=CircularStatus, default=CircularStatus.DRAFT
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    written_at = models.DateTimeField(_("written"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    released_at = models.DateTimeField(_("released"), null=True)
    starts_at = models.DateTimeField(_("leaves"), null=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    stopped_at = models.DateTimeField(_("stopped"), null=True)

    objects = CircularQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter to many")
        verbose_name_plural = _("letters to many")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=CircularStatus.values), name="circular_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(text="") & ~Q(whom=""),
                name="circular_says_something_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=CircularStatus.DRAFT,
                    proposed_by=None,
                    released_by=None,
                    released_at=None,
                    starts_at=None,
                )
                | ~Q(status=CircularStatus.DRAFT)
                & Q(
                    proposed_by__isnull=False,
                    released_by__isnull=False,
                    released_at__isnull=False,
                    starts_at__gte=F("released_at"),
                ),
                name="released_circular_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("proposed_by")),
                name="circular_is_released_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=CircularStatus.STOPPED,
                    stopped_by__isnull=False,
                    stopped_at__isnull=False,
                )
                | ~Q(status=CircularStatus.STOPPED) & Q(stopped_by=None, stopped_at=None),
                name="stopped_circular_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_draft(self) -> bool:
        return self.status == CircularStatus.DRAFT

    @property
    def is_released(self) -> bool:
        return self.status == CircularStatus.RELEASED


class Tick(models.Model):
    """When a worker last answered beat. One row."""

    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_tick_row")]

    def __str__(self) -> str:
        return self.at.isoformat()
