"""What the Network writes about meetings and papers: importing a topic registers its letters."""

from knowledge_exchange.emails import clearing, finding, meetings, papers

__all__ = ["clearing", "finding", "meetings", "papers"]
