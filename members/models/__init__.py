from members.models.applications import (
    Application,
    ApplicationEvent,
    Clarification,
    Evidence,
    Finding,
    Statement,
)
from members.models.people import User
from members.models.questions import VoterQuestion
from members.models.register import (
    Centre,
    CoChairTerm,
    FormerName,
    Membership,
    MembershipEvent,
    Organisation,
    Representative,
)

__all__ = [
    "Application",
    "ApplicationEvent",
    "Centre",
    "Clarification",
    "CoChairTerm",
    "Evidence",
    "Finding",
    "FormerName",
    "Membership",
    "MembershipEvent",
    "Organisation",
    "Representative",
    "Statement",
    "User",
    "VoterQuestion",
]
