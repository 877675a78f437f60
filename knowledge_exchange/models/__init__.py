"""Knowledge Exchange meetings and the Expert Opinion Papers that follow them."""

from knowledge_exchange.models.clearance import Clearance, Objection, Position, SilenceProcedure
from knowledge_exchange.models.comments import Comment
from knowledge_exchange.models.figures import Figure
from knowledge_exchange.models.materials import Material, MaterialVersion
from knowledge_exchange.models.meetings import (
    AgendaItem,
    Attendance,
    Meeting,
    Partner,
    Series,
)
from knowledge_exchange.models.minutes import Action, Decision, Minutes
from knowledge_exchange.models.papers import Author, Paper, PaperEvent, Theme
from knowledge_exchange.models.search import SearchEntry
from knowledge_exchange.models.subscriptions import Announcement, Subscription
from knowledge_exchange.models.use import CountedBatch, DailyUse
from knowledge_exchange.models.versions import PaperVersion, Revision, pdf_path

__all__ = [
    "Action",
    "AgendaItem",
    "Announcement",
    "Attendance",
    "Author",
    "Clearance",
    "Comment",
    "CountedBatch",
    "DailyUse",
    "Decision",
    "Figure",
    "Material",
    "MaterialVersion",
    "Meeting",
    "Minutes",
    "Objection",
    "Paper",
    "PaperEvent",
    "PaperVersion",
    "Partner",
    "Position",
    "Revision",
    "SearchEntry",
    "Series",
    "SilenceProcedure",
    "Subscription",
    "Theme",
    "pdf_path",
]
