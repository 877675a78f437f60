"""Tasks are found here; each wing has its own."""

from knowledge_exchange.discovery.tasks import (
    announce_papers,
    fold_use,
    mail_subscription_link,
)
from knowledge_exchange.meetings.tasks import follow_up_meetings
from knowledge_exchange.papers.tasks import clear_papers, render_paper, render_waiting_papers

__all__ = [
    "announce_papers",
    "clear_papers",
    "fold_use",
    "follow_up_meetings",
    "mail_subscription_link",
    "render_paper",
    "render_waiting_papers",
]
