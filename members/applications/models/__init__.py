from members.applications.models.applications import Application, Statement
from members.applications.models.collaborators import Collaborator
from members.applications.models.evidence import Evidence
from members.applications.models.questions import VoterQuestion
from members.applications.models.review import (
    ApplicationEvent,
    CaseNote,
    Clarification,
    ConflictOfInterest,
    Decision,
    Finding,
    QuestionTemplate,
)
from members.applications.models.saving import SavedSection

__all__ = [
    "Application",
    "ApplicationEvent",
    "CaseNote",
    "Clarification",
    "Collaborator",
    "ConflictOfInterest",
    "Decision",
    "Evidence",
    "Finding",
    "QuestionTemplate",
    "SavedSection",
    "Statement",
    "VoterQuestion",
]
