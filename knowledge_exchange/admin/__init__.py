from knowledge_exchange.admin.finding import SubscriptionAdmin
from knowledge_exchange.admin.meeting import MeetingAdmin
from knowledge_exchange.admin.meetings import ActionAdmin, PartnerAdmin, SeriesAdmin, ThemeAdmin
from knowledge_exchange.admin.papers import PaperAdmin

__all__ = [
    "ActionAdmin",
    "MeetingAdmin",
    "PaperAdmin",
    "PartnerAdmin",
    "SeriesAdmin",
    "SubscriptionAdmin",
    "ThemeAdmin",
]
