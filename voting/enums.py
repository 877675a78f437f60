"""The words of the vote, and which status may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MotionKind(models.TextChoices):
    """What a motion is about; `subjects.py` says what each kind carries."""

    ADMISSION = "admission", _("Admission")
    RULE_SET = "rule_set", _("Adoption of rules")
    CO_CHAIR = "co_chair", _("Election of co-chairs")
    POSITION = "position", _("Position of the Network")


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
    _S.CERTIFIED: {_S.ANNULLED},  # what it brought about ends, and nothing is deleted
}
RUNNING = (_S.DRAFT, _S.OPEN, _S.CLOSED)  # until then no other motion on the same subject
UNDECIDED = (_S.OPEN, _S.CLOSED)
COUNTED = (_S.CLOSED, _S.CERTIFIED, _S.ANNULLED)
SETTLED = (_S.CERTIFIED, _S.WITHDRAWN, _S.ANNULLED)


class RollStatus(models.TextChoices):
    ELIGIBLE = "eligible", _("Eligible")
    RECUSED = "recused", _("Recused")
    SUSPENDED = "suspended", _("Suspended")


class AmendmentKind(models.TextChoices):
    """What two people of the secretariat can change on the roll of an open vote."""

    REPLACEMENT = "replacement", _("Replacement of a voter")
    RECUSAL = "recusal", _("Recusal of a centre")


class AmendmentStatus(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    CONFIRMED = "confirmed", _("Confirmed")
    DISCARDED = "discarded", _("Discarded")


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
    TAKEN_BACK = "taken_back", _("Recusal taken back")
    REMOVED = "removed", _("Voter no longer speaks for the centre")
    RETURNED = "returned", _("Voter speaks for the centre again")
    REPLACED = "replaced", _("Successor takes the voter's place")
    PROPOSED = "proposed", _("Change of the roll proposed")
    AMENDED = "amended", _("Voter replaced on the roll")
    DISCARDED = "discarded", _("Proposed change of the roll discarded")
    EXTENDED = "extended", _("Deadline extended")
    CLOSED = "closed", _("Vote closed and counted")
    CONFIRMED = "confirmed", _("Confirmed as recorded")
    CONTESTED = "contested", _("Contested")
    HURRIED = "hurried", _("Confirmation period ended by hand, for the demonstration")
    CERTIFIED = "certified", _("Result certified")
    WITHDRAWN = "withdrawn", _("Motion withdrawn")
    ANNULLED = "annulled", _("Result annulled")


OF_BALLOTS = (Step.CAST, Step.CHANGED)
BY_THE_REGISTER = (Step.REMOVED, Step.RETURNED, Step.REPLACED)  # the roll follows it
SINCE_FORMAT_2 = (
    *BY_THE_REGISTER,
    Step.TAKEN_BACK,
    Step.HURRIED,
)  # an earlier record has no entry for them


class Stand(models.TextChoices):
    """What a unit says of its line in the provisional result."""

    CONFIRMED = "confirmed", _("Confirmed")
    CONTESTED = "contested", _("Contested")


FOR_THE_DESK = (Step.PROPOSED, Step.DISCARDED)  # nothing has changed for the members

TWO_PEOPLE = (Step.EXTENDED, Step.WITHDRAWN, Step.ANNULLED)  # or by a tick; never by one person


class RuleBasis(models.TextChoices):
    """By what right a rule set is in force."""

    VOTE = "vote", _("Adopted by a vote of the members")
    ELSEWHERE = "elsewhere", _("Adopted at an assembly outside this site")
    FOUNDING = "founding", _("The rules that this site began with")
    DEMO = "demo", _("Shipped for the demonstration")
    BEFORE_RELEASES = "before_releases", _("Adopted before two people were asked for")
