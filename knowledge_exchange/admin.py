from knowledge_exchange.discovery.admin import (
    SubscriptionAdmin,
)
from knowledge_exchange.meetings.admin import (
    ActionAdmin,
    MeetingAdmin,
    PartnerAdmin,
    SeriesAdmin,
)
from knowledge_exchange.papers.admin import (
    PaperAdmin,
    ThemeAdmin,
)

__all__ = [
    "ActionAdmin",
    "MeetingAdmin",
    "PaperAdmin",
    "PartnerAdmin",
    "SeriesAdmin",
    "SubscriptionAdmin",
    "ThemeAdmin",
]
