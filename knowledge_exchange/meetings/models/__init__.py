from knowledge_exchange.meetings.models.materials import Material, MaterialVersion
from knowledge_exchange.meetings.models.meetings import (
    AgendaItem,
    Meeting,
    Partner,
    Series,
)
from knowledge_exchange.meetings.models.minutes import Action, Decision, Minutes
from knowledge_exchange.meetings.models.people import (
    Attendance,
    Guest,
    PracticalAnswer,
    PracticalQuestion,
)

__all__ = [
    "Action",
    "AgendaItem",
    "Attendance",
    "Decision",
    "Guest",
    "Material",
    "MaterialVersion",
    "Meeting",
    "Minutes",
    "Partner",
    "PracticalAnswer",
    "PracticalQuestion",
    "Series",
]
