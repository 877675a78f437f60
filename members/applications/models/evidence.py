"""What supports an applicant's statements: files and links."""

import secrets
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.model_fields import DayField, LineField, LinkField
from members.enums import OPEN_BEFORE_THE_SECRETARIAT, Criterion


def evidence_path(evidence, filename):
    """A stored name that says nothing of the sender's machine or the file's content."""
    return f"evidence/{evidence.application_id}/{secrets.token_hex(16)}"


class EvidenceQuerySet(models.QuerySet):
    def ending_in_open_applications(self, last_day):
        """Each (application, last day of validity) up to that day; what ends together is one."""
        ending = self.filter(
            application__status__in=OPEN_BEFORE_THE_SECRETARIAT, valid_until__lte=last_day
        )
        return (
            ending.order_by("application", "valid_until")
            .values_list("application", "valid_until")
            .distinct()
        )


class Evidence(models.Model):
    """A file or a link that supports the statement on one criterion."""

    application = models.ForeignKey(
        "members.Application", on_delete=models.CASCADE, related_name="evidence"
    )
    criterion = models.CharField(_("criterion"), max_length=20, choices=Criterion)
    title = LineField(_("title"), max_length=200)
    link = LinkField(_("link"), blank=True)
    file = models.FileField(_("file"), upload_to=evidence_path, blank=True)
    filename = models.CharField(_("file name"), max_length=255, blank=True, editable=False)
    content_type = models.CharField(max_length=100, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("bytes"), default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    # Of a file that was there twice before each was kept once: then the second has 1, and so on.
    copy = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    has_active_content = models.BooleanField(
        _("contains scripts or attachments"), default=False, editable=False
    )
    pages = LineField(_("pages"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=50, blank=True)
    issued_on = DayField(_("issued on"), null=True, blank=True)
    valid_until = DayField(_("valid until"), null=True, blank=True)
    added_at = models.DateTimeField(_("added"), editable=False)
    clarification = models.ForeignKey(
        "members.Clarification",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("given with the answer to"),
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(link="", sha256__gt="") & ~Q(file="") | (~Q(link="") & Q(file="")),
                name="evidence_is_a_file_or_a_link",
            ),
            models.UniqueConstraint(
                fields=["application", "criterion", "sha256", "copy"],
                condition=Q(sha256__gt=""),
                name="each_file_once_for_a_criterion",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_gone(self):
        """A file that is no longer on the disk; that asks the disk and not the database."""
        return bool(self.file) and not self.file.storage.exists(self.file.name)

    @property
    def host(self):
        return urlsplit(self.link).hostname
