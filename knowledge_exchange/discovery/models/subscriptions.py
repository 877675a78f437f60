from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from common.model_fields import EmailField
from knowledge_exchange.papers.models.papers import Paper, Theme


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self):
        return self.filter(confirmed_at__isnull=True)

    def to_hear_of(self, announcement):
        """Confirmed when the paper came out, for every paper or for one of its themes."""
        in_time = self.filter(confirmed_at__lte=announcement.at)
        themed = Subscription.themes.through.objects.filter(
            theme__in=announcement.paper.themes.values("pk")
        )
        return in_time.filter(Q(wants_all=True) | Q(pk__in=themed.values("subscription")))


class Subscription(models.Model):
    """An address that gets each new paper of some themes. Unsubscribing deletes the row."""

    email = EmailField(_("e-mail address"))
    themes = models.ManyToManyField(
        Theme, related_name="subscriptions", blank=True, verbose_name=_("themes")
    )
    wants_all = models.BooleanField(_("every paper"), default=False)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_subscription_per_address"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("asked_at")),
                name="subscription_is_confirmed_after_it_was_asked_for",
            ),
        ]

    def __str__(self):
        """Without the address: the admin's log outlives it."""
        return _("Subscription %d") % self.pk

    @property
    def is_confirmed(self):
        return self.confirmed_at is not None


class AnnouncementQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(done_at__isnull=True)


class Announcement(models.Model):
    """A paper that came out and that the subscribers are told of, a batch at a time.

    `told_up_to` is the last subscription whose mail is queued: a worker that dies begins there.
    """

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="announcement")
    at = models.DateTimeField(_("published"))
    told_up_to = models.PositiveBigIntegerField(default=0)
    done_at = models.DateTimeField(_("all told"), null=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        indexes = [
            models.Index(fields=["at"], condition=Q(done_at=None), name="announcement_unfinished")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=F("at")),
                name="announcement_is_done_after_it_began",
            )
        ]

    def __str__(self):
        return str(self.paper)
