"""What the Network writes about meetings and papers: importing a topic registers its letters."""

from knowledge_exchange.emails import finding, meetings, papers

__all__ = ["finding", "meetings", "papers"]
