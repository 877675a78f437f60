"""Invented readings, so that the members' overview shows what it is for."""

from datetime import timedelta

from knowledge_exchange.models import DailyUse, Paper
from members.dates import network_day

DAYS = 90


def load(*, now):
    """Entered once; a second run changes nothing."""
    if DailyUse.objects.exists():
        return
    today = network_day(now)
    DailyUse.objects.bulk_create(
        DailyUse(
            paper=paper,
            day=today - timedelta(days=day),
            views=1 + (day * 7 + place * 5) % 11,
            downloads=(day * 3 + place) % 4,
        )
        for place, paper in enumerate(Paper.objects.published())
        for day in range(1, DAYS, 3)
    )
