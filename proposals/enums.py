from django.db import models
from django.utils.translation import gettext_lazy as _


class ProposalStatus(models.TextChoices):
    WAITING = "waiting", _("Waits for a second person")
    RELEASED = "released", _("Released")
    IN_EFFECT = "in_effect", _("In effect")
    DISCARDED = "discarded", _("Discarded")
    RECALLED = "recalled", _("Recalled")
    LAPSED = "lapsed", _("No longer possible")


NEXT = {
    ProposalStatus.WAITING: {
        ProposalStatus.RELEASED,
        ProposalStatus.DISCARDED,
        ProposalStatus.LAPSED,
    },
    ProposalStatus.RELEASED: {
        ProposalStatus.IN_EFFECT,
        ProposalStatus.RECALLED,
        ProposalStatus.LAPSED,
    },
}
OPEN = (ProposalStatus.WAITING, ProposalStatus.RELEASED)
