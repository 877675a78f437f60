from voting.models.amendments import Amendment
from voting.models.calendars import CalendarFeed
from voting.models.confirmations import Confirmation
from voting.models.events import MotionEvent
from voting.models.motions import Motion
from voting.models.positions import NetworkPosition
from voting.models.record import RecordAlias, RecordEntry, Seal
from voting.models.roll import Ballot, RollEntry, RollVoter
from voting.models.rule_sets import RuleSet

__all__ = [
    "Amendment",
    "Ballot",
    "CalendarFeed",
    "Confirmation",
    "Motion",
    "MotionEvent",
    "NetworkPosition",
    "RecordAlias",
    "RecordEntry",
    "RollEntry",
    "RollVoter",
    "RuleSet",
    "Seal",
]
