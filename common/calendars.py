"""Calendar files (RFC 5545): what all of ours hold, and a deadline as an entry.

An entry's stamp is the time of its last change and not of the answer, so that a file that says
the same is the same, and calendars need not read it anew (RFC 7986: they come each hour).
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from icalendar import Calendar, Event

READ_ANEW = timedelta(hours=1)


def calendar_of(name: str, product: str, entries: Iterable[Event], *, method: str = "") -> Calendar:
    """`name` is what a calendar program shows, `product` the part of ours that made it."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//Procure2Innovate Network//{product}//EN")
    if method:
        calendar.add("method", method)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", READ_ANEW, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(entry)
    return calendar


def deadline(
    key: str, summary: str, path: str, at: datetime | date, *, changed_at: datetime
) -> Event:
    """An entry that takes no time: at an instant, or on the whole of a day."""
    address = f"{settings.SITE_URL}{path}"
    entry = Event()
    entry.add("uid", f"{key}@{settings.SITE_HOST}")
    entry.add("summary", summary)
    entry.add("description", address)
    entry.add("url", address)
    entry.add("dtstamp", changed_at)
    entry.add("dtstart", at)
    if not isinstance(at, datetime):
        entry.add("dtend", at + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
    return entry
