"""The words of the exchange, and which status may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.enums import VOTING_ROLES, RepresentativeRole

SPEAKING_ROLES = (*VOTING_ROLES, RepresentativeRole.HEAD)  # say what their centre offers and does


class ServiceStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("In the catalogue")
    RETURNED = "returned", _("Returned")
    MERGED = "merged", _("Merged with another")
    RETIRED = "retired", _("Retired")


_V = ServiceStatus
NEXT_SERVICE = {  # the life cycle at a glance
    _V.PROPOSED: {_V.ACCEPTED, _V.RETURNED, _V.MERGED},
    _V.ACCEPTED: {_V.RETIRED},
    _V.RETIRED: {_V.ACCEPTED},
}
NAMES_IN_USE = (_V.PROPOSED, _V.ACCEPTED, _V.RETIRED)


class PairStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    ENDED = "ended", _("Ended")


_P = PairStatus
NEXT_PAIR = {
    _P.PROPOSED: {_P.AGREED, _P.ENDED},  # a proposal that is declined ends
    _P.AGREED: {_P.ENDED},
}


class PostKind(models.TextChoices):
    REQUEST = "request", _("Request")
    OFFER = "offer", _("Offer")


class ReplyTo(models.TextChoices):
    """Where the reply to an answer goes; the address itself is looked up when the mail leaves."""

    MAILBOX = "mailbox", _("Our centre's role mailbox")
    PERSON = "person", _("My own address")
