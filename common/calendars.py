"""Calendar files (RFC 5545): what all of ours hold, and a deadline as an entry.

An entry's stamp is the time of its last change and not of the answer, so that a file that says
the same is the same, and calendars need not read it anew (RFC 7986: they come each hour).
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from icalendar import Calendar, Event

from common import waiting
from common.accounts import User

READ_ANEW = timedelta(hours=1)
Source = Callable[[User, datetime], Iterable[Event]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """For an app's `ready()`: what a person's private calendar holds beside what waits for them."""
    if source not in _sources:
        _sources.append(source)


def entries_of(user: User, now: datetime) -> list[Event]:
    """What the apps bring, and by when what waits for this person is due."""
    own = [entry for source in _sources for entry in source(user, now)]
    return own + deadlines_of(user, now)


def deadlines_of(user: User, now: datetime) -> list[Event]:
    """What waits for this person by a day: an entry goes when it is done."""
    kinds = [kind for kind in waiting.every() if kind.calendar]
    own = waiting.for_you(waiting.Viewer(user, now), limit=waiting.CAP, kinds=kinds)
    return [_due(thing, thing.until) for thing in own.waiting if thing.until]


def _due(thing: waiting.Waiting, until: datetime) -> Event:
    """Under the same id for ever: the kind's name without its app, and the row's key."""
    name = thing.kind.name.partition(".")[2]
    return deadline(
        f"{name}-{thing.row['pk']}",
        thing.kind.calendar % {"title": thing.title},
        thing.url,
        thing.last_day or until,
        changed_at=thing.since or until,
    )


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
