from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MailStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    CLAIMED = "claimed", _("Claimed by a worker")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    IN_DOUBT = "in_doubt", _("In doubt")
    CANCELLED = "cancelled", _("No longer needed")


WAITING = (MailStatus.QUEUED, MailStatus.CLAIMED)
FOR_A_PERSON = (MailStatus.FAILED, MailStatus.IN_DOUBT)


class MailQuerySet(models.QuerySet):
    def due(self, now):
        """Rows to send by now, including those whose worker died before it began to send."""
        return self.filter(
            Q(status=MailStatus.QUEUED) | Q(status=MailStatus.CLAIMED, lease_until__lte=now),
            due_at__lte=now,
        )

    def abandoned_while_sending(self, now):
        return self.filter(status=MailStatus.SENDING, lease_until__lte=now)

    def waiting(self):
        return self.filter(status__in=WAITING)

    def for_a_person(self):
        return self.filter(status__in=FOR_A_PERSON)

    def about(self, thing):
        return self.filter(
            about_type=ContentType.objects.get_for_model(thing), about_id=thing.pk
        )


class Mail(models.Model):
    """One mail to one person: what, to whom, when it is due and what became of it."""

    key = models.CharField(_("key"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    to = models.EmailField(_("to"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    about_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    details = models.JSONField(default=dict)

    status = models.CharField(
        _("status"), max_length=20, choices=MailStatus, default=MailStatus.QUEUED
    )
    due_at = models.DateTimeField(_("due"))
    lease_until = models.DateTimeField(_("claimed until"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    why = models.CharField(_("why not sent"), max_length=300, blank=True)

    message_id = models.CharField(_("message id"), max_length=200, unique=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-due_at", "-pk"]
        permissions = [("settle_mail", _("Can send a mail again or settle one that is in doubt"))]
        indexes = [
            models.Index(fields=["status", "due_at"]),
            models.Index(fields=["about_type", "about_id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=MailStatus.values), name="mail_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=MailStatus.SENT, sent_at__isnull=False)
                | (~Q(status=MailStatus.SENT) & Q(sent_at__isnull=True)),
                name="mail_is_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[MailStatus.CLAIMED, MailStatus.SENDING])
                | Q(lease_until__isnull=False),
                name="mail_in_work_has_a_lease",
            ),
        ]

    def __str__(self):
        return self.subject or self.kind


class Tick(models.Model):
    """When beat last rang. One row."""

    at = models.DateTimeField(_("at"))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_tick_row")]

    def __str__(self):
        return self.at.isoformat()
