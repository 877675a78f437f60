"""The words of the vote, and which status may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MotionKind(models.TextChoices):
    ADMISSION = "admission", _("Admission")


class MotionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed, result provisional")
    CERTIFIED = "certified", _("Certified")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ANNULLED = "annulled", _("Annulled")


_S = MotionStatus
NEXT_MOTION = {  # the life cycle at a glance
    _S.DRAFT: {_S.OPEN, _S.WITHDRAWN},
    _S.OPEN: {_S.CLOSED, _S.WITHDRAWN},
    _S.CLOSED: {_S.CERTIFIED, _S.ANNULLED},
}
RUNNING = (_S.DRAFT, _S.OPEN, _S.CLOSED)  # until then no other motion on the same application
COUNTED = (_S.CLOSED, _S.CERTIFIED, _S.ANNULLED)


class RollStatus(models.TextChoices):
    ELIGIBLE = "eligible", _("Eligible")
    RECUSED = "recused", _("Recused")
    SUSPENDED = "suspended", _("Suspended")


class Choice(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    ABSTAIN = "abstain", _("Abstain")


class Step(models.TextChoices):
    """What a motion's history tells; never how anybody voted."""

    OPENED = "opened", _("Vote opened")
    CAST = "cast", _("Ballot cast")
    CHANGED = "changed", _("Ballot changed")
    RECUSED = "recused", _("Recused")
    CLOSED = "closed", _("Vote closed and counted")
    CERTIFIED = "certified", _("Result certified")
    WITHDRAWN = "withdrawn", _("Motion withdrawn")
    ANNULLED = "annulled", _("Result annulled")
