from knowledge_exchange.admin.meetings import MeetingAdmin, PartnerAdmin, SeriesAdmin, ThemeAdmin
from knowledge_exchange.admin.papers import PaperAdmin

__all__ = ["MeetingAdmin", "PaperAdmin", "PartnerAdmin", "SeriesAdmin", "ThemeAdmin"]
