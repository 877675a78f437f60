"""Every write of the vote. One transaction each; the motion's row is the lock they share."""

from common.refusals import Refused
from voting.services.amending import (
    confirm_amendment,
    discard_amendment,
    propose_recusal,
    propose_replacement,
)
from voting.services.asking import ask
from voting.services.casting import BallotChanged, cast, find_receipt, recuse
from voting.services.closing import close, counts_of, to_close
from voting.services.confirming import confirm, contest
from voting.services.drafting import discard as discard_draft
from voting.services.drafting import draft, redraft
from voting.services.ending import annul, certify, drop_moot, withdraw
from voting.services.extending import extend, extensions_left, later_deadline
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
    "cast",
    "certify",
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
    "extensions_left",
    "find_receipt",
    "later_deadline",
    "open_admission",
    "open_drafted",
    "planned_close",
    "propose_recusal",
    "propose_replacement",
    "recuse",
    "redraft",
    "to_close",
    "withdraw",
]
