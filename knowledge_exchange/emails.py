"""The letters of all wings: the queue finds an app's kinds in its `emails` module."""

from knowledge_exchange.discovery import emails as discovery
from knowledge_exchange.meetings import emails as meetings
from knowledge_exchange.papers.emails import clearing, papers

__all__ = ["clearing", "discovery", "meetings", "papers"]
