from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from knowledge_exchange.models.papers import Theme


class SubscriptionQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)


class Subscription(models.Model):
    """An address that gets each new paper of some themes. Unsubscribing deletes the row."""

    email = models.EmailField(_("e-mail address"))
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
        return self.email
