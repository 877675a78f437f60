from knowledge_exchange.meetings.admin.meeting import MeetingAdmin
from knowledge_exchange.meetings.admin.meetings import (
    ActionAdmin,
    PartnerAdmin,
    SeriesAdmin,
)

__all__ = [
    "ActionAdmin",
    "MeetingAdmin",
    "PartnerAdmin",
    "SeriesAdmin",
]
