"""Invented readings, so that the members' overview shows what it is for."""

from datetime import timedelta

from common.dates import first_day, network_day
from knowledge_exchange.discovery.models import DailyUse
from knowledge_exchange.papers.models import Paper

DAYS = 90


def load(*, now):
    """Entered once; a second run changes nothing."""
    if DailyUse.objects.exists():
        return
    today = network_day(now)
    for place, paper in enumerate(Paper.objects.published()):
        has_file = paper.newest_public is not None  # a record has none to download
        public_since = first_day(paper.announced) or network_day(paper.published_at)
        days = [today - timedelta(days=past) for past in range(1, DAYS, 3)]
        DailyUse.objects.bulk_create(
            DailyUse(
                paper=paper,
                day=day,
                views=1 + ((today - day).days * 7 + place * 5) % 11,
                downloads=((today - day).days * 3 + place) % 4 if has_file else 0,
            )
            for day in days
            if day >= public_since
        )
