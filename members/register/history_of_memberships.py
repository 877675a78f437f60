"""What a membership was from date to date: the one reading for pages, chart, API and files.

Standard library only: no Django, no database.

A membership bears the dates of its beginning and of its end. They may be corrected, and what it
bears now is right. What happened in between is told by its events: each says what the membership
was from `effective` on, and was noted at `at`. An event changes only the facts in which it differs
from the one noted before it, and what was noted last holds from its day on, whatever had been noted
of later days. An event that changes nothing is a note.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

FACTS = ("membership_class", "maturity", "status")
ACTIVE, SUSPENDED, ENDED = "active", "suspended", "ended"


class HasFacts(Protocol):
    """What a membership and its events say; `announced` and `effective` are partial dates."""

    @property
    def membership_class(self) -> str: ...
    @property
    def maturity(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def announced(self) -> str: ...
    @property
    def effective(self) -> str: ...


class MembershipRow(HasFacts, Protocol):
    @property
    def suspended(self) -> str: ...
    @property
    def ended(self) -> str: ...


class EventRow(HasFacts, Protocol):
    @property
    def pk(self) -> int: ...
    @property
    def at(self) -> datetime: ...


Event = TypeVar("Event", bound=EventRow)


@dataclass(frozen=True)
class Facts:
    membership_class: str
    maturity: str
    status: str

    @property
    def is_in_the_network(self) -> bool:
        return self.status != ENDED


@dataclass(frozen=True)
class NotedChange(Generic[Event]):
    """An event that changed something; `changed` names the facts that are others now."""

    event: Event
    changed: tuple[str, ...]
    is_first: bool


@dataclass(frozen=True)
class Step:
    """From the partial date `since` on ("" where it is not known) the membership was this."""

    since: str
    announced: str
    facts: Facts
    changed: tuple[str, ...]  # the facts that are others than before


@dataclass(frozen=True)
class History:
    """The dates of a membership, what it is now, and its steps in the order of time."""

    announced: str
    effective: str
    ended: str
    current: Facts
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class _Value:
    """A fact's value from a date on."""

    since: str
    announced: str
    value: str


def facts_of(row: HasFacts) -> Facts:
    return Facts(row.membership_class, row.maturity, row.status)


def noted_changes(events: Iterable[Event]) -> list[NotedChange[Event]]:
    """Those events of one membership that changed something, in the order of their noting."""
    noted: list[NotedChange[Event]] = []
    before: Facts | None = None
    for event in sorted(events, key=lambda event: (event.at, event.pk)):
        now = facts_of(event)
        changed = tuple(
            fact for fact in FACTS if before is None or getattr(before, fact) != getattr(now, fact)
        )
        if changed:
            noted.append(NotedChange(event, changed, is_first=before is None))
        before = now
    return noted


def read(
    membership: MembershipRow,
    events: Iterable[EventRow],
    *,
    network_day: Callable[[datetime], date],
) -> History:
    """The history of a membership; one without events is told from what it is now."""
    noted = noted_changes(events)
    began = membership.effective or membership.announced
    first = facts_of(noted[0].event if noted else membership)
    values = {fact: [_Value(began, membership.announced, getattr(first, fact))] for fact in FACTS}
    if first.status == ENDED or (first.status == SUSPENDED and membership.suspended):
        # It was entered when that had happened already: until then it was active.
        since = membership.ended if first.status == ENDED else membership.suspended
        values["status"] = [
            _Value(began, membership.announced, ACTIVE),
            _Value(max(since, began), "", first.status),
        ]
    for change in noted[1:]:
        event = change.event
        # A later change without a date holds since it was noted.
        since = event.effective or network_day(event.at).isoformat()
        if "status" in change.changed and event.status == ENDED:
            since = membership.ended or since
        since = max(since, began)  # nothing holds before the membership itself does
        for fact in change.changed:
            beginning, *later = values[fact]
            earlier = [value for value in later if value.since < since]
            new = _Value(since, event.announced, getattr(event, fact))
            values[fact] = [beginning, *earlier, new]
    dates = membership.announced, membership.effective, membership.ended
    return History(*dates, current=facts_of(membership), steps=_in_order(values))


def _in_order(values: dict[str, list[_Value]]) -> tuple[Step, ...]:
    """One step for each date on which a fact became another, the earliest first.

    Partial dates sort as text: a year before its months, and what has no date before all.
    """
    steps: list[Step] = []
    for since in sorted({value.since for of_fact in values.values() for value in of_fact}):
        holding = {
            fact: [value for value in of_fact if value.since <= since][-1]
            for fact, of_fact in values.items()
        }
        facts = Facts(**{fact: value.value for fact, value in holding.items()})
        changed = [
            fact
            for fact in FACTS
            if not steps or getattr(steps[-1].facts, fact) != getattr(facts, fact)
        ]
        if changed:
            announced = max(holding[fact].announced for fact in changed)
            steps.append(Step(since, announced, facts, tuple(changed)))
        if not facts.is_in_the_network:
            break  # nothing holds after the end
    return tuple(steps)
