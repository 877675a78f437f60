from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import EmailField


class AddressChange(models.Model):
    """A person's wish to sign in with another address; the row goes once that is settled."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="address_change"
    )
    email = EmailField(_("new address"))
    asked_at = models.DateTimeField(_("asked"))
    new_confirmed_at = models.DateTimeField(_("confirmed by the new address"), null=True)
    former_confirmed_at = models.DateTimeField(_("confirmed by the former address"), null=True)

    class Meta:
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")
        constraints = [
            models.CheckConstraint(
                condition=Q(new_confirmed_at=None) | Q(former_confirmed_at=None),
                name="address_change_waits_for_an_address",
            ),
        ]

    def __str__(self):
        return str(self.user)
