"""Tokens: a person's leave for one program to read members' data."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import DayField, LineField, LinesField


class TokenQuerySet(models.QuerySet):
    def live(self, day):
        """Neither revoked nor over on that day. Whether its person still may is asked at use."""
        return self.filter(revoked_at__isnull=True, expires_on__gt=day)


class Token(models.Model):
    """Only the secret's SHA-256 is kept; its first characters tell people which token it is."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens"
    )
    name = LineField(_("name"), max_length=80)
    prefix = models.CharField(max_length=12, editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    created_on = models.DateField(_("made"), editable=False)
    expires_on = DayField(_("expires"))
    last_used_on = models.DateField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    # By somebody of the secretariat; without them it was the person, or what ended with their role.
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    why_revoked = LinesField(_("why"), max_length=2000, blank=True, db_default="", editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="token_has_a_name"),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("created_on")), name="token_ends_after_it_was_made"
            ),
            models.CheckConstraint(
                condition=Q(revoked_by=None) | Q(revoked_at__isnull=False) & ~Q(why_revoked=""),
                name="token_is_revoked_by_others_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"

    def is_live(self, day):
        return self.revoked_at is None and day < self.expires_on
