from voting.admin.motions import MotionAdmin
from voting.admin.rules.rule_sets import RuleSetAdmin

__all__ = ["MotionAdmin", "RuleSetAdmin"]
