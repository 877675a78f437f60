"""The life of a declaration and of a signature under it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeclarationStatus(models.TextChoices):
    IN_PREPARATION = "in_preparation", _("In preparation")
    OPEN = "open", _("Open for signature")
    PUBLISHED = "published", _("Published")


_D = DeclarationStatus
NEXT_DECLARATION = {  # a text that opened too early goes back
    _D.IN_PREPARATION: {_D.OPEN},
    _D.OPEN: {_D.PUBLISHED, _D.IN_PREPARATION},
}


class Level(models.TextChoices):
    EUROPEAN = "european", _("European")
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")


class SignatureStatus(models.TextChoices):
    INVITED = "invited", _("Invited")
    ANNOUNCED = "announced", _("Announced")
    SIGNED = "signed", _("Signed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


_S = SignatureStatus
NEXT_SIGNATURE = {
    _S.INVITED: {_S.ANNOUNCED, _S.SIGNED, _S.WITHDRAWN},
    _S.ANNOUNCED: {_S.SIGNED, _S.WITHDRAWN},
    _S.SIGNED: {_S.WITHDRAWN},
}


class DeclarationAct(models.TextChoices):
    """What takes two people."""

    OPENED = "opened", _("Opened for signature")
    INVITED = "invited", _("Ministry invited")
    SIGNED = "signed", _("Signature recorded")
    CORRECTED = "corrected", _("Typing error corrected")
    WITHDRAWN = "withdrawn", _("Signature withdrawn")
