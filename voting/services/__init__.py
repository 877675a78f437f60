"""Every write of the vote. One transaction each; the motion's row is the lock they share."""

from members.services import Refused
from voting.services.casting import BallotChanged, cast, recuse
from voting.services.closing import close, counts_of
from voting.services.ending import annul, certify, withdraw
from voting.services.rule_sets import adopt
from voting.services.starting import RollChanged, check_deadline, open_admission, planned_close

__all__ = [
    "BallotChanged",
    "Refused",
    "RollChanged",
    "adopt",
    "annul",
    "cast",
    "certify",
    "check_deadline",
    "close",
    "counts_of",
    "open_admission",
    "planned_close",
    "recuse",
    "withdraw",
]
