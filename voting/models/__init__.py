from voting.models.motions import Motion, MotionEvent
from voting.models.roll import Ballot, RollEntry, RollVoter
from voting.models.rule_sets import RuleSet

__all__ = ["Ballot", "Motion", "MotionEvent", "RollEntry", "RollVoter", "RuleSet"]
