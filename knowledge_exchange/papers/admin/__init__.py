from knowledge_exchange.papers.admin.papers import PaperAdmin
from knowledge_exchange.papers.admin.themes import ThemeAdmin

__all__ = [
    "PaperAdmin",
    "ThemeAdmin",
]
