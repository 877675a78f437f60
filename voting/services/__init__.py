"""Every write of the vote. One transaction each; the motion's row is the lock they share.

Used as `services.cast(…)`. Two topics whose verbs would say too little here are modules:
`services.rule_sets.draft(…)`, `services.calendar_addresses.new_address(…)`.
"""

from common.refusals import Refused
from voting.services import calendar_addresses, rule_sets
from voting.services.amending import (
    confirm_amendment,
    discard_amendment,
    propose_recusal,
    propose_replacement,
)
from voting.services.annulling import annul, drop_moot, withdraw
from voting.services.casting import BallotChanged, ask, cast, recuse, take_recusal_back
from voting.services.certifying import (
    certify,
    certify_together,
    confirm,
    contest,
    hurry,
    why_not_certified_yet,
)
from voting.services.closing import close, counts_of, extend, to_close
from voting.services.drafting import discard as discard_draft
from voting.services.drafting import draft, redraft
from voting.services.following import follow_the_register
from voting.services.rule_sets import adopt
from voting.services.starting import (
    RollChanged,
    check_deadline,
    open_admission,
    open_drafted,
    planned_close,
)

__all__ = [
    "BallotChanged",
    "Refused",
    "RollChanged",
    "adopt",
    "annul",
    "ask",
    "calendar_addresses",
    "cast",
    "certify",
    "certify_together",
    "check_deadline",
    "close",
    "confirm",
    "confirm_amendment",
    "contest",
    "counts_of",
    "discard_amendment",
    "discard_draft",
    "draft",
    "drop_moot",
    "extend",
    "follow_the_register",
    "hurry",
    "open_admission",
    "open_drafted",
    "planned_close",
    "propose_recusal",
    "propose_replacement",
    "recuse",
    "redraft",
    "rule_sets",
    "take_recusal_back",
    "to_close",
    "why_not_certified_yet",
    "withdraw",
]
