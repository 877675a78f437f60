from knowledge_exchange.meetings.models.materials import Material, MaterialVersion
from knowledge_exchange.meetings.models.meetings import (
    AgendaItem,
    Attendance,
    Meeting,
    Partner,
    Series,
)
from knowledge_exchange.meetings.models.minutes import Action, Decision, Minutes

__all__ = [
    "Action",
    "AgendaItem",
    "Attendance",
    "Decision",
    "Material",
    "MaterialVersion",
    "Meeting",
    "Minutes",
    "Partner",
    "Series",
]
