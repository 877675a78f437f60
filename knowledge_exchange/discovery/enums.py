"""The words of what is found."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Who finds a text by searching."""

    EVERYBODY = "everybody", _("Everybody")
    PUBLIC = "public", _("The public")
    MEMBERS = "members", _("Members")
