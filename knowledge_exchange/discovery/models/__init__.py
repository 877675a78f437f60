from knowledge_exchange.discovery.models.search import SearchEntry
from knowledge_exchange.discovery.models.subscriptions import Announcement, Subscription
from knowledge_exchange.discovery.models.use import CountedBatch, DailyUse

__all__ = [
    "Announcement",
    "CountedBatch",
    "DailyUse",
    "SearchEntry",
    "Subscription",
]
