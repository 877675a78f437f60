"""The words of papers, and which stage may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperStatus(models.TextChoices):
    """Where the paper stands for the public; its next version has a stage of its own."""

    DRAFT = "draft", _("In preparation")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


NEXT = {  # the life cycle at a glance
    PaperStatus.DRAFT: {PaperStatus.PUBLISHED, PaperStatus.WITHDRAWN},
    # published again: with a corrected version
    PaperStatus.PUBLISHED: {PaperStatus.PUBLISHED, PaperStatus.WITHDRAWN},
}


class Stage(models.TextChoices):
    """How far a version is: the first one and each correction go the same way."""

    DRAFT = "draft", _("Draft")
    COMMENTS = "comments", _("Members' comments")
    CLEARANCE = "clearance", _("Clearance")
    CLEARED = "cleared", _("Cleared")
    PUBLISHED = "published", _("Published")
    DISCARDED = "discarded", _("Discarded")  # begun before its paper was withdrawn


class PaperAct(models.TextChoices):
    """What takes two people."""

    PUBLISHED = "published", _("Published")
    CORRECTED = "corrected", _("Details corrected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_S = Stage
NEXT_STAGE = {  # nothing is published that was not cleared
    _S.DRAFT: {_S.COMMENTS, _S.CLEARANCE, _S.CLEARED, _S.DISCARDED},
    _S.COMMENTS: {_S.DRAFT, _S.CLEARANCE, _S.CLEARED},
    _S.CLEARANCE: {_S.DRAFT, _S.CLEARED},
    _S.CLEARED: {_S.DRAFT, _S.PUBLISHED},
}
IN_PREPARATION = tuple(NEXT_STAGE)
BEING_WRITTEN = (_S.DRAFT, _S.COMMENTS)  # afterwards the text stands still


class ClearanceMeans(models.TextChoices):
    SILENCE = "silence", _("Adopted by silence")
    MOTION = "motion", _("Adopted by vote")
    RECORDED = "recorded", _("Recorded by the secretariat")


class SilenceOutcome(models.TextChoices):
    RUNNING = "running", _("Running")
    ADOPTED = "adopted", _("Adopted by silence")
    DISCUSSION = "discussion", _("Returned to discussion after an objection")
    MOTION = "motion", _("Put to the vote after an objection")
    STOPPED = "stopped", _("Stopped by the secretariat")


class Stance(models.TextChoices):
    ENDORSE = "endorse", _("Endorses")
    RESERVE = "reserve", _("Has a reservation")
    DISSENT = "dissent", _("Dissents")


class TextOfRecord(models.TextChoices):
    WRITTEN = "written", _("Text written here")
    UPLOADED = "uploaded", _("PDF file")


class SavedHow(models.TextChoices):
    BY_HAND = "by_hand", _("Saved")
    TYPING = "typing", _("Saved while typing")


class PdfState(models.TextChoices):
    NONE = "none", _("Made when the version is published")
    PENDING = "pending", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
