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
