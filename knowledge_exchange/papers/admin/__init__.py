from knowledge_exchange.papers.admin.papers import PaperAdmin

__all__ = [
    "PaperAdmin",
]
