from members.models.applications import Application, Statement
from members.models.collaborators import Collaborator
from members.models.evidence import Evidence
from members.models.imports import ImportRun
from members.models.mandates import Mandate, Reconfirmation, ReconfirmedCriterion
from members.models.memberships import Membership, MembershipEvent
from members.models.people import User
from members.models.process_rules import ProcessRules
from members.models.profiles import ProfileChange, ProfileVersion
from members.models.questions import VoterQuestion
from members.models.register import (
    Centre,
    CentreLink,
    CoChairTerm,
    FormerName,
    Organisation,
)
from members.models.representatives import Representative
from members.models.review import (
    ApplicationEvent,
    CaseNote,
    Clarification,
    ConflictOfInterest,
    Decision,
    Finding,
    QuestionTemplate,
)
from members.models.saving import SavedSection

__all__ = [
    "Application",
    "ApplicationEvent",
    "CaseNote",
    "Centre",
    "CentreLink",
    "Clarification",
    "CoChairTerm",
    "Collaborator",
    "ConflictOfInterest",
    "Decision",
    "Evidence",
    "Finding",
    "FormerName",
    "ImportRun",
    "Mandate",
    "Membership",
    "MembershipEvent",
    "Organisation",
    "ProcessRules",
    "ProfileChange",
    "ProfileVersion",
    "QuestionTemplate",
    "Reconfirmation",
    "ReconfirmedCriterion",
    "Representative",
    "SavedSection",
    "Statement",
    "User",
    "VoterQuestion",
]
