"""Imports of the register: which file, whose, when, and what came of it. A log, never deleted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.enums import ImportStatus


class ImportRunQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(status=ImportStatus.SHOWN)


class ImportRun(models.Model):
    """`rows` are the file's, kept from the dry run until it is applied or discarded.

    So is `content`, the file itself, where it may be read by another code page.
    """

    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("started"))
    file_kind = models.CharField(_("kind of file"), max_length=4)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    rows = models.JSONField(default=list, editable=False)
    how_read = models.JSONField(null=True, editable=False)  # see importing.how_read
    content = models.BinaryField(null=True, editable=False)
    status = models.CharField(
        _("status"), max_length=20, choices=ImportStatus, default=ImportStatus.SHOWN
    )
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ImportStatus.values), name="import_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=ImportStatus.SHOWN, settled_at__isnull=True)
                | (~Q(status=ImportStatus.SHOWN) & Q(settled_at__isnull=False)),
                name="settled_import_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status=ImportStatus.SHOWN) | Q(content__isnull=True),
                name="settled_import_keeps_no_file",
            ),
        ]

    def __str__(self):
        return f"{self.get_status_display()}, {self.sha256[:8]}"

    @property
    def is_waiting(self):
        return self.status == ImportStatus.SHOWN
