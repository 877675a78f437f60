"""The life of an Expert Opinion Paper and of its PDF."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    COMMENTS = "comments", _("Members' comments")
    CLEARANCE = "clearance", _("Clearance")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_S = PaperStatus
NEXT = {  # the life cycle at a glance: nothing is published that was not cleared
    _S.DRAFT: {_S.COMMENTS, _S.CLEARANCE, _S.WITHDRAWN},
    _S.COMMENTS: {_S.DRAFT, _S.CLEARANCE, _S.WITHDRAWN},
    _S.CLEARANCE: {_S.COMMENTS, _S.PUBLISHED, _S.WITHDRAWN},
    _S.PUBLISHED: {_S.PUBLISHED, _S.WITHDRAWN},  # published again: with a new version
}
IN_PREPARATION = (_S.DRAFT, _S.COMMENTS, _S.CLEARANCE)


class TextOfRecord(models.TextChoices):
    WRITTEN = "written", _("Text written here")
    UPLOADED = "uploaded", _("PDF file")


class PdfState(models.TextChoices):
    NONE = "none", _("Made when the version is published")
    PENDING = "pending", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
