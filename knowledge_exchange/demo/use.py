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
        DailyUse.objects.bulk_create(_use(paper, place, today))


def _use(paper, place, today):
    """Nobody reads before there is something to read, and a record has no file to download."""
    has_file = paper.newest_public is not None
    public_since = first_day(paper.announced) or network_day(paper.published_at)
    for past in range(1, DAYS, 3):
        day = today - timedelta(days=past)
        if day >= public_since:
            yield DailyUse(
                paper=paper,
                day=day,
                views=1 + (past * 7 + place * 5) % 11,
                downloads=(past * 3 + place) % 4 if has_file else 0,
            )
