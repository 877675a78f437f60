"""What the Network writes about meetings and papers: importing a topic registers its letters."""

from knowledge_exchange.emails import clearing, meetings, papers

__all__ = ["clearing", "meetings", "papers"]
