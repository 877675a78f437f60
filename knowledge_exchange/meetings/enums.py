"""The words of meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    MEMBERS = "members", _("Members")
    PUBLIC = "public", _("Public")


class Reply(models.TextChoices):
    """What an invited person says."""

    NONE = "none", _("No answer yet")
    ON_SITE = "on_site", _("Comes")
    ONLINE = "online", _("Joins online")
    DECLINED = "declined", _("Cannot come")


class Presence(models.TextChoices):
    UNKNOWN = "unknown", _("Not noted")
    PRESENT = "present", _("Present")
    ABSENT = "absent", _("Absent")


class ComesAs(models.TextChoices):
    """What somebody without a sign-in is at a meeting."""

    GUEST = "guest", _("Guest")
    OBSERVER = "observer", _("Observer")
    SPEAKER = "speaker", _("Speaker")


class AnswerKind(models.TextChoices):
    """How a practical question is answered."""

    WORDS = "words", _("In a line")
    YES_NO = "yes_no", _("Yes or no")


class MinutesTo(models.TextChoices):
    """Who gets the letter with the minutes; all members can read them on the page."""

    MEMBERS = "members", _("Everybody who represents a member")
    PRESENT = "present", _("Those who are noted as present")
