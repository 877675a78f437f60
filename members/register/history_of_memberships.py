"""What each membership was on a given day. Standard library only: no Django, no database.

An event says what a membership was from `effective` on, and was noted at `at`. Each one changes
only the facts in which it differs from the event noted before it, and what was noted last holds
from its day on, whatever had been noted of later days. An event that changes nothing is a note;
if it names an `effective` day, it corrects since when the first facts hold.
"""

from dataclasses import dataclass
from datetime import date

FACTS = ("membership_class", "maturity", "status")


@dataclass(frozen=True)
class Standing:
    membership_class: str
    maturity: str
    status: str

    @property
    def is_in_the_network(self):
        return self.status != "ended"


@dataclass(frozen=True)
class Change:
    """Something that happened to a membership; `changed` names the facts that are others now."""

    event: object
    changed: tuple[str, ...]
    is_first: bool

    @property
    def day(self):
        return first_day_of(self.event)


def first_day_of(event):
    """The first day that a partial date may mean; without one, the day on which it was noted."""
    if not event.effective:
        return event.at.date()
    year, month, day = (*event.effective.split("-"), "1", "1")[:3]
    return date(int(year), int(month), int(day))


def changes(events):
    """Those events of one membership that changed something, in the order of their noting."""
    found, before = [], None
    for event in sorted(events, key=lambda event: (event.at, event.pk)):
        changed = tuple(
            fact
            for fact in FACTS
            if before is None or getattr(before, fact) != getattr(event, fact)
        )
        if changed:
            found.append(Change(event, changed, is_first=before is None))
        before = event
    return found


def standing_on(events, day):
    """{membership id: Standing} of all that had begun by that day, ended ones included."""
    by_membership = {}
    for event in events:
        by_membership.setdefault(event.membership_id, []).append(event)
    standings = {pk: _standing(noted, day) for pk, noted in by_membership.items()}
    return {pk: standing for pk, standing in standings.items() if standing}


def _standing(events, day):
    if day < begins_on(events):
        return None
    first, *later = changes(events)
    lines = {fact: [(None, getattr(first.event, fact))] for fact in FACTS}
    for change in later:
        for fact in change.changed:
            earlier = [line for line in lines[fact] if line[0] is None or line[0] < change.day]
            lines[fact] = [*earlier, (change.day, getattr(change.event, fact))]
    return Standing(**{fact: _value_on(lines[fact], day) for fact in FACTS})


def begins_on(events):
    """The day from which the first facts hold, by the last event that says so."""
    first, *later = sorted(events, key=lambda event: (event.at, event.pk))
    changing = {change.event.pk for change in changes(events)}
    corrections = [event for event in later if event.effective and event.pk not in changing]
    return first_day_of(corrections[-1] if corrections else first)


def _value_on(line, day):
    return [value for since, value in line if since is None or since <= day][-1]
