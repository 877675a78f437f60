from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import EmailField, LineField, LinesField


class MailStatus(models.TextChoices):
    HELD = "held", _("Held until released")
    QUEUED = "queued", _("Queued")
    CLAIMED = "claimed", _("Claimed by a worker")
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

    def for_a_person(self) -> "MailQuerySet":
        return self.filter(status__in=FOR_A_PERSON)

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
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        permissions = [("settle_mail", _("Can send a mail again or settle one that is in doubt"))]
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


class Tick(models.Model):
    """When a worker last answered beat. One row."""

    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_tick_row")]

    def __str__(self) -> str:
        return self.at.isoformat()
