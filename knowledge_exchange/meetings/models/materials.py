import secrets
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import LineField
from knowledge_exchange.meetings.enums import Visibility
from knowledge_exchange.meetings.models.meetings import AgendaItem, Meeting
from knowledge_exchange.permissions import can_read_drafts


class MaterialQuerySet(models.QuerySet):
    def public(self):
        return self.filter(visibility=Visibility.PUBLIC, meeting__published_at__isnull=False)

    def visible_to(self, user):
        return self if can_read_drafts(user) else self.public()


class Material(models.Model):
    """Slides, a hand-out, a recording's transcript: whatever a meeting worked with."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="materials")
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        related_name="materials",
        null=True,
        blank=True,
        verbose_name=_("agenda item"),
    )
    title = LineField(_("title"), max_length=200)
    visibility = models.CharField(
        _("who may see it"), max_length=20, choices=Visibility, default=Visibility.MEMBERS
    )

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["meeting", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="material_visibility_known"
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_public(self):
        return self.visibility == Visibility.PUBLIC


def material_path(version, filename):
    """A stored name that says nothing of the sender's machine."""
    ending = PurePosixPath(version.name).suffix.lower()
    return f"materials/{version.material_id}/{secrets.token_hex(16)}{ending}"


class MaterialVersion(models.Model):
    """A file as it was uploaded; a newer one is added beside it, never in its place."""

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(_("file"), upload_to=material_path)
    name = LineField(_("file name"), max_length=200)
    content_type = models.CharField(_("kind of file"), max_length=120)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    has_active_content = models.BooleanField(_("carries macros, scripts or files"), default=False)
    at = models.DateTimeField(_("added"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("version of a material")
        verbose_name_plural = _("versions of materials")
        ordering = ["material", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["material", "number"], name="one_material_version_per_number"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="material_is_not_empty"),
        ]

    def __str__(self):
        return self.name
