from knowledge_exchange.papers.models.clearance import (
    Clearance,
    Objection,
    Position,
    SilenceProcedure,
)
from knowledge_exchange.papers.models.comments import Comment
from knowledge_exchange.papers.models.figures import Figure
from knowledge_exchange.papers.models.papers import Author, Paper, PaperEvent, Theme
from knowledge_exchange.papers.models.versions import PaperVersion, Revision, pdf_path

__all__ = [
    "Author",
    "Clearance",
    "Comment",
    "Figure",
    "Objection",
    "Paper",
    "PaperEvent",
    "PaperVersion",
    "Position",
    "Revision",
    "SilenceProcedure",
    "Theme",
    "pdf_path",
]
