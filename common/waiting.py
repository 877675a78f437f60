"""What waits for somebody: one registry, which every page, badge, letter and calendar asks.

An app declares each *kind* of thing that waits once, when it starts (`register`). For a person a
kind names the rows that wait, whose they are, since when, until when and where somebody acts. It is
asked in one query, for the first few and for how many there are; nothing is asked for a row.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntEnum
from functools import cached_property
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db.models import F, IntegerField, QuerySet, Subquery
from django.utils import timezone

from common.accounts import User
from common.admin.steps import Text
from common.dates import end_of_network_day, network_day
from common.silent_cache import if_it_answers

KEPT_LIMITS = DESK, TASKS = 1, 21  # of each kind: a tile of the desk, a page of `/tasks/` and one
CAP = 100  # nobody needs to know more exactly than "99+", and counting on costs with every row
NEVER = datetime.max.replace(tzinfo=UTC)
Row = Mapping[str, Any]


class Whose(IntEnum):
    """Who acts on it; a page shows them in this order."""

    YOU = 0
    COLLEAGUES = 1  # of the same centre or the same desk
    OTHERS = 2


@dataclass(frozen=True)
class Viewer:
    """For whom it is asked, and when; `kept` is what kinds ask once for all of them."""

    user: User
    now: datetime
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def day(self) -> date:
        return network_day(self.now)

    def once(self, name: str, ask: Callable[[], Any]) -> Any:
        if name not in self.kept:
            self.kept[name] = ask()
        return self.kept[name]


@dataclass(frozen=True, kw_only=True)
class Things:
    """What waits, of one kind and for one person: rows of the database, or rows already read.

    `since` and `until` name the values that say so. `title` and `url` are made of a row's `fields`,
    for those rows only that are shown.
    """

    rows: QuerySet[Any] | Sequence[Row]
    title: Callable[[Row], object]
    url: Callable[[Row], str]
    fields: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    whose: Whose = Whose.YOU

    def read(self, limit: int) -> tuple[int, list[Row]]:
        """How many there are, up to `CAP`, and the most urgent of them; in one query.

        So many short rows cost less than to ask for their number beside the first few.
        """
        if not isinstance(self.rows, QuerySet):
            return min(len(self.rows), CAP), sorted(self.rows, key=self.urgency)[:limit]
        dates = [F(name).asc(nulls_last=True) for name in (self.until, self.since) if name]
        names = {"pk", *self.fields, *filter(None, (self.since, self.until))}
        read: list[Row] = list(self.rows.order_by(*dates, "pk").values(*names)[:CAP])
        return len(read), read[:limit]

    def urgency(self, row: Row) -> tuple[datetime, datetime]:
        """What is due first, and without a day what waits longest."""
        return as_instant(row.get(self.until)) or NEVER, row.get(self.since) or NEVER


class CappedCount(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0

    def __init__(self, rows: QuerySet[Any]) -> None:
        super().__init__(rows.order_by().values("pk")[:CAP])


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of waiting thing.

    `label` is what many of them are called, `act` what a person does with one. `things(viewer)` are
    those that this person is to know of; None where it is no business of theirs. `page` lists them
    all, for the secretariat's desk. What is `is_urgent` comes before everything else. `calendar`
    is how a person's calendar says when it is due, with `%(title)s`; empty: it does not.
    """

    name: str
    label: Text
    act: Text
    things: Callable[[Viewer], Things | None]
    page: Callable[[], str] | None = None
    is_urgent: bool = False
    calendar: Text = ""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits."""

    kind: Kind
    things: Things = field(repr=False)
    row: Row

    @property
    def whose(self) -> Whose:
        return self.things.whose

    @property
    def since(self) -> datetime | None:
        return self.row.get(self.things.since)

    @property
    def until(self) -> datetime | None:
        """The instant by which it is due; of a day, when that ends for the Network."""
        return as_instant(self.row.get(self.things.until))

    @property
    def last_day(self) -> date | None:
        """Where it is due on a day and at no time of it."""
        due = self.row.get(self.things.until)
        return None if isinstance(due, datetime) else due

    @cached_property
    def title(self) -> str:
        return str(self.things.title(self.row))

    @cached_property
    def url(self) -> str:
        return self.things.url(self.row)

    @property
    def urgency(self) -> tuple[bool, datetime, datetime]:
        return not self.kind.is_urgent, *self.things.urgency(self.row)


@dataclass(frozen=True)
class Found:
    """What of one kind waits for one person: how many, up to `CAP`, and the first of them."""

    kind: Kind
    whose: Whose
    count: int
    first: list[Waiting]

    def to_keep(self) -> tuple[str, Whose, int, list[Row]]:
        """Without its kind and its rows' models, so that a cache can hold it."""
        rows: list[Row] = [
            {
                "title": one.title,
                "url": one.url,
                "since": one.since,
                "until": one.row.get(one.things.until),
            }
            for one in self.first
        ]
        return self.kind.name, self.whose, self.count, rows

    @property
    def page(self) -> str:
        """Where all of them are listed; of what has no list, the first one itself."""
        if self.kind.page:
            return self.kind.page()
        return self.first[0].url if self.first else ""

    @property
    def oldest(self) -> datetime | None:
        """Since when the first one waits, where no day says by when it is due."""
        return self.first[0].since if self.first and not self.first[0].until else None

    @property
    def next_due(self) -> datetime | None:
        return self.first[0].until if self.first else None


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """For an app's `ready()`. They are shown in the order of INSTALLED_APPS."""
    for kind in kinds:
        _kinds[kind.name] = kind


def every() -> list[Kind]:
    return list(_kinds.values())


def look(viewer: Viewer, *, limit: int, kinds: Iterable[Kind] | None = None) -> Iterator[Found]:
    """Every kind that is this person's business, also where nothing of it waits."""
    for kind in every() if kinds is None else kinds:
        things = kind.things(viewer)
        if things is not None:
            count, rows = things.read(limit)
            waiting = [Waiting(kind, things, row) for row in rows]
            yield Found(kind, things.whose, count, waiting)


@dataclass(frozen=True)
class Shelf:
    """What of all kinds is one person's own, their colleagues' or others'."""

    whose: Whose
    found: list[Found]

    @property
    def count(self) -> int:
        """Of each kind up to `CAP`."""
        return sum(one.count for one in self.found)

    @property
    def most_urgent_first(self) -> list[Found]:
        """The kinds of which something waits, in the order of what is most urgent of each."""
        waiting = [one for one in self.found if one.count]
        return sorted(waiting, key=lambda one: one.first[0].urgency)

    @property
    def waiting(self) -> list[Waiting]:
        """All that was read, of whatever kind, the most urgent first."""
        waiting = [row for one in self.found for row in one.first]
        return sorted(waiting, key=lambda row: row.urgency)


def shelves(
    viewer: Viewer, *, limit: int, kinds: Iterable[Kind] | None = None
) -> dict[Whose, Shelf]:
    """What was found, by whose it is; the first `limit` of each kind are read."""
    found = list(look(viewer, limit=limit, kinds=kinds))
    return {whose: Shelf(whose, [one for one in found if one.whose == whose]) for whose in Whose}


def kept_shelves(viewer: Viewer, *, limit: int) -> dict[Whose, Shelf]:
    """As `shelves`, found once a minute for a person and anew after whatever they do themselves.

    Asking every kind costs some sixty queries; what others do shows within the minute, as it does
    in the badge. Only for a `limit` of `KEPT_LIMITS`.
    """
    key = _shelves_key(viewer.user, limit)
    kept = if_it_answers(lambda: cache.get(key), None)
    if kept is None:
        kept = [one.to_keep() for one in look(viewer, limit=limit)]
        if_it_answers(lambda: cache.set(key, kept, settings.BADGE_SECONDS), None)
    found = [_found_again(*one) for one in kept if one[0] in _kinds]
    return {whose: Shelf(whose, [one for one in found if one.whose == whose]) for whose in Whose}


def _found_again(name: str, whose: Whose, count: int, rows: list[Row]) -> Found:
    things = Things(
        rows=(),
        title=itemgetter("title"),
        url=itemgetter("url"),
        since="since",
        until="until",
        whose=whose,
    )
    kind = _kinds[name]
    return Found(kind, whose, count, [Waiting(kind, things, row) for row in rows])


def for_you(viewer: Viewer, *, limit: int, kinds: Iterable[Kind] | None = None) -> Shelf:
    return shelves(viewer, limit=limit, kinds=kinds)[Whose.YOU]


def as_instant(due: date | datetime | None) -> datetime | None:
    if due is None or isinstance(due, datetime):
        return due
    return end_of_network_day(due)


# --- The badge --------------------------------------------------------------------------


def badge(user: User) -> int:
    """How much waits for this person, for every page that they see.

    Counted once a minute, and anew after whatever they do themselves (`forget_badge`): what others
    do shows within the minute, and a page costs one look into the cache.
    """
    kept = if_it_answers(lambda: cache.get(_key(user)), None)
    if kept is None:
        kept = count_for_you(Viewer(user, timezone.now()))
        keep_badge(user, kept)
    return kept


def count_for_you(viewer: Viewer) -> int:
    return sum(counts_for_you(viewer).values())


def counts_for_you(viewer: Viewer) -> dict[str, int]:
    """How much of each kind, by its name and up to `CAP`; not those of which nothing waits.

    All that is in the database is asked in one query, hung on the person.
    """
    asked = {kind.name: things for kind in every() if (things := kind.things(viewer)) is not None}
    own = {name: things.rows for name, things in asked.items() if things.whose == Whose.YOU}
    counts = {name: CappedCount(rows) for name, rows in own.items() if isinstance(rows, QuerySet)}
    person = get_user_model().objects.filter(pk=viewer.user.pk)
    counted = (person.values_list(*counts.values()).first() or ()) if counts else ()
    in_database = dict(zip(counts, counted, strict=False))
    listed = {
        name: min(len(rows), CAP) for name, rows in own.items() if not isinstance(rows, QuerySet)
    }
    return {name: count for name in own if (count := {**in_database, **listed}.get(name))}


def keep_badge(user: User, count: int) -> None:
    seconds = settings.BADGE_SECONDS
    if_it_answers(lambda: cache.set(_key(user), count, seconds), None)


def forget_badge(user: User) -> None:
    keys = [_key(user), *(_shelves_key(user, limit) for limit in KEPT_LIMITS)]
    if_it_answers(lambda: cache.delete_many(keys), None)


def _shelves_key(user: User, limit: int) -> str:
    return f"{_key(user)}:{limit}"


def _key(user: User) -> str:
    return f"waits-for:{user.pk}"
